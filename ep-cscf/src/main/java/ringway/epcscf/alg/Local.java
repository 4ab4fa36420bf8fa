// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;

/** What the media function made ready for the call. */
public record Local(Access access, Core core) {
  /** The WebRTC termination. */
  public record Access(
      String ufrag, String pwd, Fingerprint fingerprint, List<Candidate> candidates) {
    public Access {
      candidates = List.copyOf(candidates);
      if (candidates.isEmpty()) {
        throw new IllegalArgumentException("a WebRTC termination has at least one candidate");
      }
    }
  }

  /** A host candidate of the one component. */
  public record Candidate(String address, int port) {}

  /** The RTP termination; {@code rtcpPort} 0 means none. */
  public record Core(String address, int port, int rtcpPort) {}
}
