// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Sdp;

/**
 * Session descriptions between browser and core: TS 24.371 §7, TS 23.228 U.1.1, RFC 8829 §5.8.3.
 */
@ExtendWith(FlowExtension.class)
class DescriptionTest {
  private static final String FAR = "tel:+15550199";
  private static final int SOME_PORT = 49_170;

  /** Offers to the core, which takes PCMA; what the core was offered and the answer. */
  private record Exchange(Received atCore, Received atWic) {
    Sdp answer() {
      return atWic.sdp();
    }
  }

  private static Exchange exchange(Lab lab, String offer) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(invite(FAR).sdp(offer));
    Received atCore = core.receives(invite());
    core.answers(ok().sdp(Descriptions.coreAnswer(SOME_PORT, atCore.sdp())));
    Received atWic = wic.receives(200);
    wic.sends(ack());
    core.receives(ack());
    return new Exchange(atCore, atWic);
  }

  private static String offer() {
    return Descriptions.browserOffer(BrowserMedia.silent());
  }

  @Test
  @Covers({"H03", "H05", "H07", "H10", "H14", "H15", "H17", "H28"})
  void theAnswerIsOneABrowserTakes(Lab lab) {
    Exchange exchange =
        exchange(
            lab,
            offer()
                .replace(
                    "a=rtcp-mux\r\n",
                    "a=rtcp-mux\r\na=rtcp-mux-only\r\n"
                        + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n"));

    exchange.atCore().nowhere("a=crypto");
    exchange.atWic().nowhere("a=crypto", "rtcp-mux-only", "ice-mismatch");
    Sdp answer = exchange.answer();
    Sdp.Media audio = answer.audio();
    assertThat(audio.port()).isPositive();
    assertThat(answer.sessionAttribute("group")).contains("BUNDLE 0");
    assertThat(audio.attribute("mid")).contains("0");
    assertThat(answer.attribute(audio, "setup").orElseThrow()).isIn("active", "passive");
    assertThat(answer.sessionAttribute("ice-lite")).isPresent();
    assertThat(answer.attribute(audio, "ice-ufrag").orElseThrow()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(answer.attribute(audio, "ice-pwd").orElseThrow()).hasSizeGreaterThanOrEqualTo(22);
    assertThat(audio.attributes("candidate")).isNotEmpty().allMatch(c -> c.contains("typ host"));
    assertThat(answer.attribute(audio, "fingerprint").orElseThrow()).startsWith("sha-256 ");
    assertThat(audio.attribute("rtcp-mux")).isPresent();
    assertThat(answer.attribute(audio, "tls-id")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP"})
  @Covers("H08")
  void theAnswerRepeatsTheProtocolOfTheOffer(String protocol, Lab lab) {
    Sdp answer = exchange(lab, offer().replace("UDP/TLS/RTP/SAVPF", protocol)).answer();

    assertThat(answer.audio().protocol()).isEqualTo(protocol);
  }

  @Test
  @Covers("H07")
  void theAnswerHasATlsIdOfItsOwnWhenTheOfferHasOne(Lab lab) {
    String offered = "a".repeat(24);

    Exchange exchange =
        exchange(lab, offer().replace("a=setup:", "a=tls-id:" + offered + "\r\na=setup:"));

    exchange.atCore().nowhere("tls-id");
    Sdp answer = exchange.answer();
    assertThat(answer.attribute(answer.audio(), "tls-id").orElse(""))
        .hasSizeBetween(20, 255)
        .isNotEqualTo(offered);
  }

  @Test
  @Covers({"H02", "H03", "H22"})
  void videoIsRefusedInItsPlaceAndAudioGoesOn(Lab lab) {
    String video =
        """
        m=video 9 UDP/TLS/RTP/SAVPF 96
        c=IN IP4 0.0.0.0
        a=mid:1
        a=setup:actpass
        a=rtcp-mux
        a=rtpmap:96 VP8/90000
        a=sendrecv
        """
            .replace("\n", "\r\n");

    Exchange exchange = exchange(lab, offer().replace("BUNDLE 0", "BUNDLE 0 1") + video);

    exchange.atCore().nowhere(Descriptions.WEBRTC_WORDS);
    Sdp answer = exchange.answer();
    assertThat(answer.media()).extracting(Sdp.Media::kind).containsExactly("audio", "video");
    assertThat(answer.media().get(0).port()).isPositive();
    assertThat(answer.media().get(1).port()).isZero();
    assertThat(answer.sessionAttribute("group")).contains("BUNDLE 0");
  }

  @Test
  @Covers("H24")
  void bothSidesTalkG711WithoutTranscoding(Lab lab) {
    Exchange exchange = exchange(lab, offer());

    assertThat(exchange.atCore().sdp().audio().formats()).contains("8");
    assertThat(exchange.answer().audio().firstCodec()).isEqualTo("PCMA/8000");
    assertThat(exchange.answer().audio().formats()).first().isEqualTo("8");
  }

  @Test
  @Covers("H26")
  void digitsKeepTheirClock(Lab lab) {
    Exchange exchange = exchange(lab, offer());

    assertThat(exchange.atCore().sdp().audio().format("telephone-event/8000")).isPresent();
    assertThat(exchange.answer().audio().format("telephone-event/8000")).contains("126");
  }

  @Test
  @Covers("H09")
  void anOfferWithoutFingerprintIsRefused(Lab lab) {
    Wic wic = lab.registered(ALICE);
    String bare = offer().replaceAll("a=fingerprint:[^\r]*\r\n", "");

    wic.sends(invite(FAR).sdp(bare));
    wic.receives(488);
    lab.core().receivesNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=ice-ufrag:abc", "a=ice-ufrag:ab$d"})
  @Covers("H16")
  void anOfferWithIceCredentialsThatAreNoneIsRefused(String ufrag, Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(invite(FAR).sdp(offer().replaceAll("a=ice-ufrag:[^\r]*", ufrag.replace("$", "\\$"))));
    wic.receives(488);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("H30")
  void whatOneGatewayTellsAnotherToLeaveTheMediaPathIsNotHeeded(Lab lab) {
    Wic wic = lab.registered(ALICE);
    String optimised =
        """
        a=tra-contact:192.0.2.7 40000
        a=tra-m-line:UDP/TLS/RTP/SAVPF 111
        a=tra-att:fingerprint:sha-256 00
        """
            .replace("\n", "\r\n");

    lab.core().sends(invite(wic.contact()).sdp(Descriptions.coreOffer(SOME_PORT) + optimised));
    Sdp offer = wic.receives(invite()).nowhere("tra-", "192.0.2.7").sdp();
    wic.answers(ok().sdp(Descriptions.browserAnswer(BrowserMedia.silent(), offer)));
    lab.core().receives(200).nowhere("tra-").nowhere(Descriptions.WEBRTC_WORDS);
  }

  @Test
  @Covers("H32")
  void brokenDescriptionsAreRefusedAndTheNextCallWorks(Lab lab) {
    Wic wic = lab.registered(ALICE);

    for (String broken :
        new String[] {
          "garbage",
          "v=0\r\n",
          offer().replace("m=audio 9", "m=audio 99999"),
          offer() + "m=audio 9 X 0\r\n".repeat(500)
        }) {
      wic.sends(invite(FAR).sdp(broken));
      assertThat(wic.receivesRefusal()).isIn(400, 413, 488, 513);
    }
    lab.core().receivesNothing();
    wic.sends(invite(FAR).sdp(offer()));
    lab.core().receives(invite());
  }
}
