// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;

/**
 * What the gateway made ready, one entry per stream asked for, in that order.
 *
 * @param codecs encodings it can transcode, each to each other, such as {@code AMR-WB}: nothing
 *     else may be promised to one side that the other does not have
 */
public record Reserved(String context, List<Stream> streams, List<String> codecs) {
  public record Stream(String id, WebRtcLocal webrtc, RtpLocal rtp) {}

  /**
   * The WebRTC termination: ICE lite, so the candidates are complete at once.
   *
   * @param candidates host candidates for the one component (rtcp-mux), those of UDP first
   */
  public record WebRtcLocal(
      String ufrag, String pwd, List<Candidate> candidates, Fingerprint fingerprint) {}

  /**
   * @param tcp where the browser is to connect (RFC 6544), else where it is to send by UDP
   */
  public record Candidate(String address, int port, boolean tcp) {
    public Candidate(String address, int port) {
      this(address, port, false);
    }
  }

  /** The RTP termination towards the core. */
  public record RtpLocal(String address, int port, int rtcpPort) {}
}
