// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Descriptions as real peers write them, and a media function's end to go with them. Those of
 * Chromium and Firefox are theirs, those of Safari and the handsets follow what is known of them.
 */
final class Samples {
  static final List<String> BROWSERS =
      List.of(
          "chromium-audio",
          "chromium-video-audio-data",
          "chromium-two-audio-video",
          "chromium-bundle-only",
          "firefox-audio",
          "safari-audio",
          "safari-audio-video");
  static final List<String> PHONES = List.of("volte-handset", "desk-phone");

  static final Fingerprint OUR_PRINT =
      Fingerprint.of("sha-256 " + "AB:".repeat(31) + "CD").orElseThrow();
  static final Interworking.Names NAMES =
      new Interworking.Names(1111, 2222, "tlsIdOfTwentyCharsOrMore");
  static final Local LOCAL =
      new Local(
          new Local.Access(
              "gwUf",
              "gatewayPasswordOf24Chars",
              OUR_PRINT,
              List.of(
                  new Local.Candidate("203.0.113.9", 40000),
                  new Local.Candidate("10.0.0.9", 40000),
                  new Local.Candidate("203.0.113.9", 40443, true))),
          new Local.Core("198.51.100.7", 41000, 41001));

  /** At a media function without libraries of its machine. */
  static final CodecPolicy WITHOUT_AMR =
      CodecPolicy.DEFAULT.servedBy(List.of("opus", "G722", "PCMU", "PCMA"));

  private Samples() {}

  /** With the line ends of the wire. */
  static String text(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(name + ".sdp")) {
      if (in == null) {
        throw new IllegalArgumentException("no sample " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Sdp sdp(String name) {
    return Sdp.parse(text(name));
  }

  static Interworking fresh() {
    return Interworking.begin(NAMES, LOCAL, WITHOUT_AMR);
  }

  /** What a core phone answers to an offer of ours. */
  static Sdp coreAnswer(String formats, String... lines) {
    return core("192.0.2.20", 17000, formats, lines);
  }

  static Sdp core(String address, int port, String formats, String... lines) {
    return Sdp.parse(
        """
        v=0
        o=phone 5 5 IN IP4 192.0.2.20
        s=-
        c=IN IP4 %s
        t=0 0
        m=audio %d RTP/AVP %s
        %s
        """
            .formatted(address, port, formats, String.join("\n", lines))
            .stripTrailing());
  }

  /** What Chromium answers to an audio offer of ours. */
  static Sdp browserAnswer(String formats, String... lines) {
    return Sdp.parse(
        """
        v=0
        o=- 99 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=msid-semantic: WMS
        m=audio 9 UDP/TLS/RTP/SAVPF %s
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=candidate:1 1 udp 2113937151 b22e8f62-6a13-4c18-ab85-6993df75e93e.local 51143 typ host
        a=ice-ufrag:brow
        a=ice-pwd:browserPasswordOf24Chars
        a=fingerprint:sha-256 %s
        a=setup:active
        a=mid:0
        a=rtcp-mux
        a=ssrc:1 cname:x
        %s
        """
            .formatted(formats, "EF:".repeat(31) + "01", String.join("\n", lines))
            .stripTrailing());
  }
}
