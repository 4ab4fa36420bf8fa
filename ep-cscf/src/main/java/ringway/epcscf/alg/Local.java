// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;

/**
 * What the media function made ready for the call.
 *
 * @param video the ports of the picture; empty where there is to be none
 */
public record Local(Access access, Core core, Optional<Core> video) {
  /** Sound alone. */
  public Local(Access access, Core core) {
    this(access, core, Optional.empty());
  }

  /**
   * The WebRTC termination.
   *
   * @param rtcpCandidates of the second component, for a browser without rtcp-mux; may be empty
   */
  public record Access(
      String ufrag,
      String pwd,
      Fingerprint fingerprint,
      List<Candidate> candidates,
      List<Candidate> rtcpCandidates) {
    /** Where RTP and RTCP have to share a port. */
    public Access(String ufrag, String pwd, Fingerprint fingerprint, List<Candidate> candidates) {
      this(ufrag, pwd, fingerprint, candidates, List.of());
    }

    public Access {
      candidates = List.copyOf(candidates);
      rtcpCandidates = List.copyOf(rtcpCandidates);
      if (candidates.isEmpty()) {
        throw new IllegalArgumentException("a WebRTC termination has at least one candidate");
      }
    }
  }

  /**
   * A host candidate.
   *
   * @param tcp a passive one (RFC 6544)
   */
  public record Candidate(String address, int port, boolean tcp) {
    public Candidate(String address, int port) {
      this(address, port, false);
    }
  }

  /** The RTP termination; {@code rtcpPort} 0 means none. */
  public record Core(String address, int port, int rtcpPort) {}
}
