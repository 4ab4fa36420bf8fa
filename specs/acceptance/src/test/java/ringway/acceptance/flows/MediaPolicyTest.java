// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.flows.StandingCall.PCMA;
import static ringway.acceptance.flows.StandingCall.awaitDropped;
import static ringway.acceptance.flows.StandingCall.joined;
import static ringway.acceptance.flows.StandingCall.speech;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Sdp;

/** Hold, consent, source filter, and that nothing is left behind: TS 23.334 §5 and §8. */
@ExtendWith(FlowExtension.class)
class MediaPolicyTest {

  /** Alice changes the direction of her media; what the core was told and what she was. */
  private static Sdp changes(
      Lab lab, StandingCall call, String direction, String answeredDirection) {
    String offer =
        Descriptions.browserOffer(call.browser().described())
            .replace("a=sendrecv", "a=" + direction)
            .replace("o=- 4611732342 2 ", "o=- 4611732342 " + direction.length() + " ");
    call.wic().sends(invite().sdp(offer));
    Received atCore = lab.core().receives(invite()).nowhere(Descriptions.WEBRTC_WORDS);
    assertThat(atCore.sdp().audio().attribute(direction)).isPresent();
    assertThat(atCore.sdp().audio().port()).isEqualTo(call.forPhone().audio().port());
    String answer =
        Descriptions.coreAnswer(call.phone().port(), atCore.sdp())
            .replace("a=sendrecv", "a=" + answeredDirection);
    lab.core().answers(ok().sdp(answer));
    Sdp forBrowser = call.wic().receives(200).sdp();
    call.wic().sends(ack());
    lab.core().receives(ack());
    return forBrowser;
  }

  @Test
  @Covers({"H20", "I16"})
  void onHoldTheGateIsShutAndTheHandshakeOutlivesIt(Lab lab) {
    StandingCall call = joined(lab);
    Sdp before = call.forBrowser();

    Sdp held = changes(lab, call, "sendonly", "recvonly");
    call.phone().sends(call.forPhone(), PCMA, speech(3));
    awaitDropped(lab, "gate-closed", 1);
    Sdp resumed = changes(lab, call, "sendrecv", "sendrecv");

    for (Sdp later : new Sdp[] {held, resumed}) {
      for (String same : new String[] {"fingerprint", "ice-ufrag", "ice-pwd", "setup"}) {
        assertThat(later.attribute(later.audio(), same))
            .as(same)
            .isEqualTo(before.attribute(before.audio(), same));
      }
    }
    call.bothHear();
  }

  @Test
  @Covers("I04")
  void aBrowserThatNoLongerAsksForConsentIsSentNothingAndItsCallEnds(Lab lab) {
    lab.withMedia("webrtc.consent-time", "2s");
    StandingCall call = joined(lab);
    ScriptedCore core = lab.core();

    core.receives(bye()).with("Reason");
    core.answers(200);
    call.wic().receives(bye());
    call.wic().answers(200);

    lab.mediaIsFree();
  }

  @Test
  @Covers("I18")
  void aPacketOfAnotherSourceIsDroppedOnTheCoreSide(Lab lab) {
    lab.withMedia("rtp.source-filter", "address-and-port");
    StandingCall call = joined(lab);

    RtpPhone stranger = lab.phone();
    stranger.sends(call.forPhone(), PCMA, speech(4));

    awaitDropped(lab, "unknown-source", 1);
    call.bothHear();
  }

  @Test
  @Covers("I29")
  void twoHundredCallsLeaveNothingBehind(Lab lab) {
    lab.with("w2.messages-per-second", 10_000).with("calls.max-per-minute", 1_000);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    for (int i = 0; i < 200; i++) {
      wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(BrowserMedia.silent())));
      Received invite = core.receives(invite());
      core.answers(ok().sdp(Descriptions.coreAnswer(49_170, invite.sdp())));
      wic.receives(200);
      wic.sends(ack());
      core.receives(ack());
      wic.sends(bye());
      core.receives(bye());
      core.answers(200);
      wic.receives(200);
    }

    lab.mediaIsFree();
  }
}
