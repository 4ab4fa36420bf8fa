// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import java.util.Arrays;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/**
 * A call that has been answered.
 *
 * @param forBrowser the description that tells the browser where to send
 * @param forPhone the one that tells the phone
 */
record StandingCall(Wic wic, MediaPeer browser, Sdp forBrowser, RtpPhone phone, Sdp forPhone) {
  static final int PCMA = 8;

  /** 20 ms of G.711, all samples alike. */
  static byte[] speech(int value) {
    byte[] payload = new byte[160];
    Arrays.fill(payload, (byte) value);
    return payload;
  }

  /** Alice has called; no media flows yet. */
  static StandingCall answered(Lab lab, MediaPeer browser) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(browser.described())));
    Received invite = core.receives(invite());
    core.answers(ok().sdp(Descriptions.coreAnswer(phone.port(), invite.sdp())));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());
    return new StandingCall(wic, browser, answer, phone, invite.sdp());
  }

  /** Alice has called, and both have heard each other. */
  static StandingCall joined(Lab lab) {
    StandingCall call = answered(lab, lab.browser(ALICE));
    call.browser().joins(call.forBrowser());
    call.bothHear();
    return call;
  }

  void bothHear() {
    Runnable aliceTalks = () -> browser.sends(PCMA, speech(0x55));
    Runnable farUserTalks = () -> phone.sends(forPhone, PCMA, speech(0x2A));
    assertThat(phone.hears(speech(0x55), aliceTalks).payloadType()).isEqualTo(PCMA);
    assertThat(browser.hears(speech(0x2A), farUserTalks)).isEqualTo(PCMA);
  }

  /** The media function has dropped at least so many packets for this reason. */
  static void awaitDropped(Lab lab, String reason, int atLeast) {
    await()
        .atMost(Patience.LIMIT)
        .until(
            () ->
                lab.mediaMetrics().sum("ringway_media_dropped_total", "reason=\"" + reason + "\"")
                    >= atLeast);
  }
}
