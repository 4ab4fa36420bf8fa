// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import java.util.List;
import java.util.stream.Collectors;

/** Session descriptions as browsers and IMS phones write them. */
public final class Descriptions {
  /** Words of WebRTC that must never reach the core (TS 23.228 U.1.1). */
  public static final String[] WEBRTC_WORDS = {
    "SAVPF",
    "fingerprint",
    "a=setup",
    "ice-ufrag",
    "ice-pwd",
    "ice-options",
    "a=candidate",
    "BUNDLE",
    "a=mid",
    "rtcp-mux",
    "hdrext:sdes",
    "extmap-allow",
    "msid",
    "a=ssrc",
    "tls-id"
  };

  /**
   * What of a browser's media stack shows in its descriptions.
   *
   * @param fingerprint hash and value, as behind {@code a=fingerprint:}
   */
  public record BrowserMedia(String ufrag, String pwd, String fingerprint) {
    /** For flows that send no media. */
    public static BrowserMedia silent() {
      return new BrowserMedia(
          "Ufr1", "passwordOfTwentyTwoCh1", "sha-256 " + "AB:".repeat(31) + "CD");
    }
  }

  private Descriptions() {}

  /** As Chromium offers one audio track with max-bundle, its candidates mDNS names. */
  public static String browserOffer(BrowserMedia media) {
    return browser(media, "actpass", "111 9 0 8 110 126");
  }

  /** The answer to an offer of which the browser takes all formats. */
  public static String browserAnswer(BrowserMedia media, Sdp offer) {
    return browserAnswer(media, offer, offer.audio().formats());
  }

  public static String browserAnswer(BrowserMedia media, Sdp offer, List<String> formats) {
    return browserAnswer(media, offer.audio().attribute("mid").orElse("0"), formats);
  }

  /** As a browser answers an offer of G.711. */
  public static String browserAnswer(BrowserMedia media, String mid, List<String> formats) {
    return browser(media, "active", String.join(" ", formats))
        .replace("a=mid:0", "a=mid:" + mid)
        .replace("BUNDLE 0", "BUNDLE " + mid);
  }

  private static String browser(BrowserMedia media, String setup, String formats) {
    StringBuilder maps = new StringBuilder();
    for (String format : formats.split(" ")) {
      maps.append(
          switch (format) {
            case "111" ->
                "a=rtpmap:111 opus/48000/2\na=rtcp-fb:111 transport-cc\n"
                    + "a=fmtp:111 minptime=10;useinbandfec=1\n";
            case "9" -> "a=rtpmap:9 G722/8000\n";
            case "0" -> "a=rtpmap:0 PCMU/8000\n";
            case "8" -> "a=rtpmap:8 PCMA/8000\n";
            case "110" -> "a=rtpmap:110 telephone-event/48000\n";
            case "101", "126" -> "a=rtpmap:" + format + " telephone-event/8000\n";
            default -> "";
          });
    }
    return crlf(
        """
        v=0
        o=- 4611732342 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=extmap-allow-mixed
        a=msid-semantic: WMS stream
        m=audio 9 UDP/TLS/RTP/SAVPF %s
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=candidate:1 1 udp 2113937151 0a7b6d7e-8c1c-4bd5-9a7b-1f2f1e2d3c4b.local 54321 typ host generation 0
        a=ice-ufrag:%s
        a=ice-pwd:%s
        a=ice-options:trickle
        a=fingerprint:%s
        a=setup:%s
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendrecv
        a=msid:stream track
        a=rtcp-mux
        a=rtcp-rsize
        %sa=ssrc:3735928559 cname:browser
        """
            .formatted(
                formats, media.ufrag(), media.pwd(), media.fingerprint(), setup, maps.toString()));
  }

  /** An IMS phone's offer of G.711. */
  public static String coreOffer(int port) {
    return core(port, "8 0 101");
  }

  /**
   * An IMS phone's answer that takes PCMA, the digits as the offer numbered them, and refuses what
   * follows the sound.
   */
  public static String coreAnswer(int port, Sdp offer) {
    return coreSound(port, offer)
        + offer.media().stream()
            .skip(1)
            .map(one -> line(one.kind(), 0, one.protocol(), one.formats().getFirst()))
            .collect(Collectors.joining());
  }

  /** The same that takes the VP8 of the offer, and asks for whole pictures by FIR. */
  public static String coreVideoAnswer(int port, int videoPort, Sdp offer) {
    Sdp.Media video = offer.media().get(1);
    String vp8 = video.format("VP8/90000").orElseThrow();
    return coreSound(port, offer)
        + line("video", videoPort, video.protocol(), vp8)
        + "a=rtpmap:"
        + vp8
        + " VP8/90000\r\na=rtcp-fb:* ccm fir\r\na=rtcp-fb:* nack\r\n";
  }

  /** A browser's m-line for a picture, in the bundle of the sound, as Chromium writes it. */
  public static String browserVideo(String mid) {
    return crlf(
        """
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 98
        c=IN IP4 0.0.0.0
        a=mid:%s
        a=extmap:3 urn:3gpp:video-orientation
        a=sendrecv
        a=msid:stream picture
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 goog-remb
        a=rtcp-fb:96 transport-cc
        a=rtcp-fb:96 ccm fir
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtpmap:98 VP9/90000
        a=ssrc-group:FID 1 2
        """
            .formatted(mid));
  }

  private static String coreSound(int port, Sdp offer) {
    String digits = offer.audio().format("telephone-event/8000").orElse("101");
    return core(port, "8 " + digits)
        .replace("a=rtpmap:101", "a=rtpmap:" + digits)
        .replace("a=fmtp:101", "a=fmtp:" + digits);
  }

  private static String line(String kind, int port, String protocol, String format) {
    return "m=" + kind + " " + port + " " + protocol + " " + format + "\r\n";
  }

  private static String core(int port, String formats) {
    return crlf(
        """
        v=0
        o=phone 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio %d RTP/AVP %s
        a=rtpmap:8 PCMA/8000
        %sa=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=ptime:20
        a=sendrecv
        """
            .formatted(port, formats, formats.contains(" 0 ") ? "a=rtpmap:0 PCMU/8000\n" : ""));
  }

  private static String crlf(String text) {
    return text.replace("\n", "\r\n");
  }
}
