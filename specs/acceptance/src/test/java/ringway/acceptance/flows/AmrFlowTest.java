// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;
import ringway.iq.Codec;

/** Browsers and phones that have AMR or AMR-WB alone: TS 23.228 U.1.0, TS 26.114 §5.2.1. */
@ExtendWith(FlowExtension.class)
class AmrFlowTest {
  private static final String FAR = "tel:+15550199";
  private static final String CHROMIUM = "111 9 0 8 110 126";

  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);

  @BeforeEach
  void requireLibraries() {
    AmrPhones.requireLibraries();
  }

  @ParameterizedTest
  @CsvSource({
    "111 110, AMR-WB, 16000, ''",
    "111 110, AMR-WB, 16000, 'octet-align=1;mode-set=0,1,2'",
    "111 110, AMR, 8000, octet-align=1",
    "8 126, AMR-WB, 16000, mode-change-period=2",
    "8 126, AMR, 8000, 'mode-set=0,2,4,7'",
  })
  @Covers({"H23", "I22"})
  void aBrowserCallsAPhoneThatHasAmrAlone(
      String formats, String encoding, int clock, String parameters, Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    wic.sends(
        invite(FAR)
            .sdp(
                Descriptions.browserOffer(browser.described())
                    .replace("SAVPF " + CHROMIUM, "SAVPF " + formats)));
    Received invite = core.receives(invite());
    Codec wanted = new Codec(0, encoding, clock, 1, parameters);
    int type = AmrPhones.numberOf(wanted, invite.sdp());
    int digits =
        Integer.parseInt(invite.sdp().audio().format("telephone-event/" + clock).orElseThrow());
    core.answers(ok().sdp(AmrPhones.description(phone.port(), type, digits, wanted)));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());
    assertThat(answer.audio().formats()).containsExactly(formats.split(" "));

    browser.joins(answer);
    Codec ofBrowser = formats.startsWith("111") ? AmrPhones.OPUS : PCMA;
    AmrPhones.bothHear(browser, ofBrowser, phone, invite.sdp(), AmrPhones.numbered(wanted, type));
  }

  @Test
  @Covers("I22")
  void aPhoneThatHasAmrWbAloneCallsABrowser(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    Codec spoken = new Codec(97, "AMR-WB", 16_000, 1, "octet-align=1;mode-set=0,1,2");
    core.sends(invite(wic.contact()).sdp(AmrPhones.description(phone.port(), 97, 99, spoken)));
    Sdp offer = wic.receives(invite()).sdp();
    assertThat(offer.audio().formats()).startsWith("111").doesNotContain("97", "99");
    wic.answers(
        ok().sdp(Descriptions.browserAnswer(browser.described(), offer, List.of("111", "110"))));
    Sdp forPhone = core.receives(200).sdp();
    core.sends(ack());
    wic.receives(ack());
    assertThat(forPhone.audio().formats()).containsExactly("97", "99");
    assertThat(forPhone.audio().attributes("fmtp"))
        .contains("97 octet-align=1;mode-set=0,1,2;mode-change-capability=2;max-red=0");

    browser.joins(offer);
    AmrPhones.bothHear(browser, AmrPhones.OPUS, phone, forPhone, spoken);
  }
}
