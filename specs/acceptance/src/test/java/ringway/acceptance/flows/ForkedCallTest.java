// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.prack;
import static ringway.acceptance.sip.Words.reply;

import java.util.Arrays;
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
import ringway.acceptance.sip.Reply;
import ringway.acceptance.sip.Sdp;

/** One call of a browser that the core sends to several phones (RFC 3261 §13.2.2.4, RFC 5009). */
@ExtendWith(FlowExtension.class)
class ForkedCallTest {
  private static final String FAR = "tel:+15550199";
  private static final int PCMA = 8;
  private static final int SOME_PORT = 49_170;

  private static Reply of(String fork, Reply reply) {
    return reply.header("To", "<" + FAR + ">;tag=" + fork);
  }

  private static Reply reliably(int rseq, Reply reply) {
    return reply.header("Require", "100rel").header("RSeq", Integer.toString(rseq));
  }

  private static byte[] speech(int value) {
    byte[] payload = new byte[160];
    Arrays.fill(payload, (byte) value);
    return payload;
  }

  /** Media to and from this phone, and to and from no other. */
  private static void talks(MediaPeer browser, RtpPhone phone, Sdp core, int value) {
    phone.hears(speech(value), () -> browser.sends(PCMA, speech(value)));
    browser.hears(speech(value + 1), () -> phone.sends(core, PCMA, speech(value + 1)));
  }

  @Test
  @Covers("G24")
  void theBrowserHasOneAnswerAndHearsTheForkThatSpokeLastAndThenTheOneThatAnswers(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone desk = lab.phone();
    RtpPhone mobile = lab.phone();

    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(browser.described())));
    Sdp offer = core.receives(invite()).sdp();
    core.answers(of("desk", reply(183).sdp(Descriptions.coreAnswer(desk.port(), offer))));
    Received first = wic.receives(183);
    browser.joins(first.sdp());
    talks(browser, desk, offer, 0x10);

    core.answers(
        invite(), of("mobile", reply(183).sdp(Descriptions.coreAnswer(mobile.port(), offer))));
    Received second = wic.receives(183);
    assertThat(second.message().body()).as("one answer").isEqualTo(first.message().body());
    talks(browser, mobile, offer, 0x20);

    core.answers(invite(), of("desk", ok().sdp(Descriptions.coreAnswer(desk.port(), offer))));
    assertThat(wic.receives(200).message().body()).isEqualTo(first.message().body());
    wic.sends(ack());
    core.receives(ack()).matching("To", ".*;tag=desk");
    talks(browser, desk, offer, 0x30);
  }

  @Test
  @Covers("G24")
  void eachForkHasItsOwnPracksAndTheAnswerOfTheOneThatTakesTheCallNeedNotComeTwice(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone desk = lab.phone();
    RtpPhone mobile = lab.phone();

    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(browser.described())));
    Sdp offer = core.receives(invite()).sdp();
    core.answers(
        of("desk", reliably(100, reply(183).sdp(Descriptions.coreAnswer(desk.port(), offer)))));
    core.receives(prack()).matching("To", ".*;tag=desk").matching("RAck", "100 1 INVITE");
    core.answers(200);
    Received first = wic.receives(183).without("RSeq", "Require");
    core.answers(
        invite(),
        of("mobile", reliably(1, reply(183).sdp(Descriptions.coreAnswer(mobile.port(), offer)))));
    core.receives(prack()).matching("To", ".*;tag=mobile").matching("RAck", "1 1 INVITE");
    core.answers(200);
    wic.receives(183);

    core.answers(invite(), of("desk", ok()));
    Received answer = wic.receives(200);
    assertThat(answer.message().body())
        .as("the browser saw no reliable answer yet")
        .isEqualTo(first.message().body());
    wic.sends(ack());
    core.receives(ack());
    browser.joins(answer.sdp());
    talks(browser, desk, offer, 0x40);
  }

  @Test
  @Covers("G24")
  void aForkThatAnswersTooLateIsAcknowledgedAndReleasedAndTheBrowserIsNotTold(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    Received received = core.receives(invite());
    Reply answer = ok().sdp(Descriptions.coreAnswer(SOME_PORT, received.sdp()));

    core.answersTwice(invite(), of("desk", answer), of("mobile", answer));
    wic.receives(200).matching("To", ".*;tag=desk");
    core.receives(ack()).matching("To", ".*;tag=mobile");
    core.receives(bye()).matching("To", ".*;tag=mobile").with("Reason");
    core.answers(200);

    wic.sends(ack());
    core.receives(ack()).matching("To", ".*;tag=desk");
    wic.sends(bye());
    core.receives(bye()).matching("To", ".*;tag=desk");
    core.answers(200);
    wic.receives(200).answering("BYE");
    lab.mediaIsFree();
  }

  @Test
  @Covers("G23")
  void onlyEarlyMediaTheCoreAuthorisesIsHeard(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone desk = lab.phone();
    RtpPhone mobile = lab.phone();
    wic.sends(
        invite(FAR)
            .header("P-Early-Media", "sendrecv")
            .sdp(Descriptions.browserOffer(browser.described())));
    Sdp offer = core.receives(invite()).withOnly("P-Early-Media", "supported").sdp();

    core.answers(
        of(
            "desk",
            reply(183)
                .header("P-Early-Media", "inactive")
                .sdp(Descriptions.coreAnswer(desk.port(), offer))));
    Received shut = wic.receives(183).without("P-Early-Media");
    browser.joins(shut.sdp());
    desk.sends(offer, PCMA, speech(0x51));
    assertThat(browser.listens(PCMA)).isEmpty();
    core.answers(
        invite(),
        of(
            "mobile",
            reply(183)
                .header("P-Early-Media", "sendrecv, gated")
                .sdp(Descriptions.coreAnswer(mobile.port(), offer))));
    wic.receives(183);
    browser.hearsFirst(speech(0x52), () -> mobile.sends(offer, PCMA, speech(0x52)));

    // A third answer of a fork that may not be heard takes nothing from the one that may.
    core.answers(invite(), of("desk", reply(183).sdp(Descriptions.coreAnswer(desk.port(), offer))));
    assertThat(wic.receives(183).message().body()).isEqualTo(shut.message().body());
    talks(browser, mobile, offer, 0x54);
  }

  @Test
  @Covers("G23")
  void withTheGateShutByDefaultNothingIsHeardBeforeTheAnswer(Lab lab) {
    lab.with("early-media.unauthorised", "shut");
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone phone = lab.phone();
    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(browser.described())));
    Sdp offer = core.receives(invite()).sdp();
    core.answers(reply(183).sdp(Descriptions.coreAnswer(phone.port(), offer)));
    browser.joins(wic.receives(183).sdp());

    phone.sends(offer, PCMA, speech(0x61));
    assertThat(browser.listens(PCMA)).isEmpty();
    core.answers(invite(), ok().sdp(Descriptions.coreAnswer(phone.port(), offer)));
    wic.receives(200);
    browser.hearsFirst(speech(0x62), () -> phone.sends(offer, PCMA, speech(0x62)));
  }
}
