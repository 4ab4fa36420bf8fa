// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;

/**
 * What the gateway made ready, one entry per stream asked for, in that order.
 *
 * @param codecs encodings it can transcode, each to each other, such as {@code AMR-WB}: nothing
 *     else may be promised to one side that the other does not have
 * @param telephoneEvent whether telephone-event (RFC 4733) passes between the browser and the
 *     gateway; without, its digits reach the core by {@link SendDtmf} alone
 * @param headerExtensions whether the header extensions (RFC 8285) that {@link Configure} names do
 */
public record Reserved(
    String context,
    List<Stream> streams,
    List<String> codecs,
    boolean telephoneEvent,
    boolean headerExtensions) {
  public record Stream(String id, WebRtcLocal webrtc, RtpLocal rtp) {}

  /**
   * The WebRTC termination: ICE lite, so the candidates are complete at once.
   *
   * @param candidates host candidates of the first component, those of UDP first
   * @param rtcpCandidates those of the second, for a browser without rtcp-mux (RFC 5761); empty
   *     when it cannot be served
   */
  public record WebRtcLocal(
      String ufrag,
      String pwd,
      List<Candidate> candidates,
      List<Candidate> rtcpCandidates,
      Fingerprint fingerprint) {
    /** Where RTP and RTCP have to share a port. */
    public WebRtcLocal(
        String ufrag, String pwd, List<Candidate> candidates, Fingerprint fingerprint) {
      this(ufrag, pwd, candidates, List.of(), fingerprint);
    }
  }

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
