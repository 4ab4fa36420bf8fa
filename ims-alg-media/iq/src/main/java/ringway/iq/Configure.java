// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Sets the peers of one stream. An empty part leaves that side as it is.
 *
 * @param gate which directions may pass (TS 23.334 §5.2)
 * @param access what the browser sends and takes, the preferred first; formats that are on both
 *     sides are relayed under the number of the other side, and numbers named on neither pass
 *     unchanged
 * @param core what the core sends and takes
 * @param accessFeedback what the browser takes of RTCP feedback
 * @param coreFeedback what the core takes of it
 * @param limits what each side may send
 * @param extensions header extensions that pass; all others end at the gateway
 */
public record Configure(
    String context,
    String stream,
    Optional<WebRtcRemote> webrtc,
    Optional<RtpRemote> rtp,
    Gate gate,
    List<Codec> access,
    List<Codec> core,
    Set<Feedback> accessFeedback,
    Set<Feedback> coreFeedback,
    Limits limits,
    List<HeaderExtension> extensions) {
  /** Where nothing was said of limits, and no extension passes. */
  public Configure(
      String context,
      String stream,
      Optional<WebRtcRemote> webrtc,
      Optional<RtpRemote> rtp,
      Gate gate,
      List<Codec> access,
      List<Codec> core,
      Set<Feedback> accessFeedback,
      Set<Feedback> coreFeedback) {
    this(
        context,
        stream,
        webrtc,
        rtp,
        gate,
        access,
        core,
        accessFeedback,
        coreFeedback,
        Limits.UNSAID,
        List.of());
  }

  /** Without feedback: sound. */
  public Configure(
      String context,
      String stream,
      Optional<WebRtcRemote> webrtc,
      Optional<RtpRemote> rtp,
      Gate gate,
      List<Codec> access,
      List<Codec> core) {
    this(context, stream, webrtc, rtp, gate, access, core, Set.of(), Set.of());
  }

  /**
   * The browser's side of ICE and DTLS.
   *
   * @param fingerprints the handshake must show a certificate that fits one of them
   * @param localRole the DTLS role of the gateway
   * @param sources the SSRC it says it sends, as in {@code a=ssrc} (RFC 5576); may be empty
   * @param rtcpMux whether RTP and RTCP share a port (RFC 5761), else RTCP has the second component
   */
  public record WebRtcRemote(
      String ufrag,
      String pwd,
      List<Fingerprint> fingerprints,
      DtlsRole localRole,
      List<Long> sources,
      boolean rtcpMux) {
    /** With rtcp-mux. */
    public WebRtcRemote(
        String ufrag,
        String pwd,
        List<Fingerprint> fingerprints,
        DtlsRole localRole,
        List<Long> sources) {
      this(ufrag, pwd, fingerprints, localRole, sources, true);
    }

    /** Of a browser that names no source, with rtcp-mux. */
    public WebRtcRemote(
        String ufrag, String pwd, List<Fingerprint> fingerprints, DtlsRole localRole) {
      this(ufrag, pwd, fingerprints, localRole, List.of());
    }

    /** Whether the other says the same of ICE and DTLS. */
    public boolean sameTransport(WebRtcRemote other) {
      return ufrag.equals(other.ufrag)
          && pwd.equals(other.pwd)
          && fingerprints.equals(other.fingerprints)
          && localRole == other.localRole
          && rtcpMux == other.rtcpMux;
    }
  }

  public enum DtlsRole {
    /** Gateway sends the ClientHello. */
    ACTIVE,
    /** Gateway waits for it. */
    PASSIVE
  }

  /** Where the core side wants its packets; {@code rtcpPort} 0 means none. */
  public record RtpRemote(String address, int port, int rtcpPort) {}

  /**
   * What each side may send, in kbit/s, as the other has said it takes (RFC 8866 §5.8); empty where
   * it said nothing.
   */
  public record Limits(OptionalLong access, OptionalLong core) {
    public static final Limits UNSAID = new Limits(OptionalLong.empty(), OptionalLong.empty());
  }

  /** One by its number on each side (RFC 8285 §4.2), 1 to 14. */
  public record HeaderExtension(int access, int core) {}

  public enum Gate {
    OPEN,
    ACCESS_TO_CORE,
    CORE_TO_ACCESS,
    CLOSED
  }
}
