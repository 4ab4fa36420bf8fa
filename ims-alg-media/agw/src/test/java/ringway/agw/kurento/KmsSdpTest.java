// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

/** Descriptions as a Kurento 7.3 gave them. */
class KmsSdpTest {
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  private static final Codec OPUS = new Codec(96, "opus", 48_000, 2, "");
  private static final InetAddress HOST = InetAddress.getLoopbackAddress();
  private static final String OFFER =
      """
      v=0
      o=- 4004216960 4004216960 IN IP4 0.0.0.0
      s=Kurento Media Server
      t=0 0
      a=group:BUNDLE audio0
      m=audio 20920 RTP/SAVPF 96 0 8
      c=IN IP4 192.0.2.2
      a=setup:actpass
      a=rtpmap:96 opus/48000/2
      a=rtcp:20920 IN IP4 192.0.2.2
      a=rtcp-mux
      a=mid:audio0
      a=ssrc:3756549729 cname:user3540007711@host-3efadc6e
      a=ice-ufrag:cdR7
      a=ice-pwd:6EdH90cx/sD3Jb0GcqG4B+
      a=fingerprint:sha-256 C3:60:9A:40
      a=candidate:1 1 UDP 2015364095 127.0.0.1 21945 typ host
      a=candidate:2 1 UDP 2015363327 192.0.2.2 20920 typ host
      a=candidate:3 1 TCP 1015022079 192.0.2.2 9 typ host tcptype active
      a=candidate:1 2 UDP 2015364094 127.0.0.1 21357 typ host
      """;

  @Test
  void aBrowserIsToldTheCandidatesOfRtpOverUdp() {
    assertThat(KmsSdp.of(OFFER).webRtc())
        .isEqualTo(
            new Reserved.WebRtcLocal(
                "cdR7",
                "6EdH90cx/sD3Jb0GcqG4B+",
                List.of(
                    new Reserved.Candidate("127.0.0.1", 21945),
                    new Reserved.Candidate("192.0.2.2", 20920)),
                new Fingerprint("sha-256", "C3:60:9A:40")));
  }

  @Test
  void theBrowsersAnswerHasOneFormatItsSourcesAndTheOtherRole() {
    Configure.WebRtcRemote browser =
        new Configure.WebRtcRemote(
            "uf",
            "pwd",
            List.of(new Fingerprint("sha-256", "AA:BB")),
            Configure.DtlsRole.ACTIVE,
            List.of(3_074_080_205L));
    assertThat(
            KmsSdp.of(OFFER)
                .answerOf(browser, new Codec(111, "opus", 48_000, 2, "useinbandfec=1"))
                .lines())
        .contains(
            "m=audio 9 RTP/SAVPF 111",
            "a=rtpmap:111 opus/48000/2",
            "a=fmtp:111 useinbandfec=1",
            "a=mid:audio0",
            "a=setup:passive",
            "a=fingerprint:sha-256 AA:BB",
            "a=ssrc:3074080205 cname:wic");
  }

  @Test
  void itsRtpIsAtItsHostWhateverTheAnswerSays() {
    KmsSdp answer =
        KmsSdp.of(
            "c=IN IP4 192.0.2.2\nm=audio 20156 RTP/AVP 8\na=rtcp:20157\na=rtpmap:8 PCMA/8000");
    assertThat(answer.rtp(HOST, PCMA).toString()).endsWith("127.0.0.1:20156");
    assertThat(answer.rtcp(HOST).getPort()).isEqualTo(20157);
  }

  @Test
  void anAnswerThatIsARejectionInDisguiseIsNoAnswer() {
    assertRefused("m=audio 0 RTP/AVP 8", PCMA);
    assertRefused("m=audio 4000 RTP/AVP 0", PCMA);
    assertRefused("m=audio 4000 RTP/AVP 96", OPUS); // it repeats what it does not know, unnamed
    assertRefused("v=0", PCMA);
  }

  private static void assertRefused(String sdp, Codec codec) {
    assertThatThrownBy(() -> KmsSdp.of(sdp).rtp(HOST, codec)).isInstanceOf(MediaFailure.class);
  }
}
