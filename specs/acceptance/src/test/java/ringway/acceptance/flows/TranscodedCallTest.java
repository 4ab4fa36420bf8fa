// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.info;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
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

/** A browser with Opus alone and a phone with G.711: TS 23.228 U.1.0, TS 23.334 §5.13, RFC 4733. */
@ExtendWith(FlowExtension.class)
class TranscodedCallTest {
  private static final String FAR = "tel:+15550199";
  private static final String CHROMIUM = "111 9 0 8 110 126";
  private static final int OPUS_DIGITS = 110;

  /** A digit's last packet: event, end and volume, duration. */
  private static byte[] digit(int event, int duration) {
    return new byte[] {(byte) event, (byte) 0x8a, (byte) (duration >>> 8), (byte) duration};
  }

  private static String offer(BrowserMedia media, String formats) {
    return Descriptions.browserOffer(media).replace("SAVPF " + CHROMIUM, "SAVPF " + formats);
  }

  @Test
  @Covers("I23")
  void digitsTakeTheClockOfTheOtherSide(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    wic.sends(invite(FAR).sdp(offer(browser.described(), "111 110")));
    Received invite = core.receives(invite());
    core.answers(ok().sdp(Descriptions.coreAnswer(phone.port(), invite.sdp())));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());
    int phoneDigits =
        Integer.parseInt(invite.sdp().audio().format("telephone-event/8000").orElseThrow());
    assertThat(invite.sdp().audio().formats()).startsWith("111").contains("8");
    assertThat(answer.audio().formats()).containsExactly("111", "110");

    browser.joins(answer);
    Runnable presses = () -> browser.sends(OPUS_DIGITS, digit(5, 9600));
    assertThat(phone.hears(digit(5, 1600), presses).payloadType()).isEqualTo(phoneDigits);
    Runnable answers = () -> phone.sends(invite.sdp(), phoneDigits, digit(11, 800));
    assertThat(browser.hears(digit(11, 4800), answers)).isEqualTo(OPUS_DIGITS);
  }

  @Test
  void digitsByInfoReachThePhoneAsTelephoneEvents(Lab lab) {
    StandingCall call = StandingCall.joined(lab);
    int digits =
        Integer.parseInt(call.forPhone().audio().format("telephone-event/8000").orElseThrow());
    Runnable aliceTalks = () -> call.browser().sends(StandingCall.PCMA, StandingCall.speech(1));

    call.wic().sends(info().body("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"));
    call.wic().receives(200).answering("INFO");

    assertThat(call.phone().hears(digit(5, 1280), aliceTalks).payloadType()).isEqualTo(digits);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("H25")
  void aCallThatNothingCanBeMadeOfIsRefused(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(invite(FAR).sdp(offer(BrowserMedia.silent(), "63 13")));
    wic.receives(488);
    lab.core().receivesNothing();
  }
}
