// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.reply;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Sdp;

/** What a browser that is called sends before it answers (RFC 5009 §6). */
@ExtendWith(FlowExtension.class)
class EarlyMediaFlowTest {
  private static final int PCMA = 8;

  private static byte[] speech(int value) {
    byte[] payload = new byte[160];
    Arrays.fill(payload, (byte) value);
    return payload;
  }

  private static String answer(MediaPeer browser, Sdp offer) {
    return Descriptions.browserAnswer(browser.described(), offer);
  }

  /** The browser has given its answer, rings, and could talk. */
  private static String early(Lab lab, Wic wic, MediaPeer browser, Draft call) {
    lab.core().sends(call);
    Sdp offer = wic.receives(invite()).without("P-Early-Media").sdp();
    String answer = answer(browser, offer);
    wic.answers(reply(183).sdp(answer));
    lab.core().receives(183);
    browser.joins(offer);
    return answer;
  }

  @Test
  @Covers("G23")
  void nobodyHearsABrowserThatHasNotAnswered(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone phone = lab.phone();
    String answer =
        early(
            lab,
            wic,
            browser,
            invite(wic.contact())
                .header("P-Early-Media", "supported")
                .sdp(Descriptions.coreOffer(phone.port())));

    await()
        .atMost(Patience.LIMIT)
        .until(
            () -> {
              browser.sends(PCMA, speech(0x31));
              return lab.mediaMetrics().sum("ringway_media_dropped_total", "reason=\"gate-closed\"")
                  > 0;
            });
    wic.answers(invite(), ok().sdp(answer));
    core.receives(200);
    core.sends(ack());
    wic.receives(ack());
    phone.hears(speech(0x32), () -> browser.sends(PCMA, speech(0x32)));
  }

  @Test
  @Covers("G23")
  void theCoreMayAskToHearIt(Lab lab) {
    Wic wic = lab.registered(ALICE);
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone phone = lab.phone();
    early(
        lab,
        wic,
        browser,
        invite(wic.contact())
            .header("P-Early-Media", "sendrecv")
            .sdp(Descriptions.coreOffer(phone.port())));

    phone.hears(speech(0x41), () -> browser.sends(PCMA, speech(0x41)));
  }
}
