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
import static ringway.acceptance.sip.Words.update;

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
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Sdp;

/** UPDATE, re-INVITE at once from both sides, preconditions: RFC 3311, RFC 3261 §14, RFC 3312. */
@ExtendWith(FlowExtension.class)
class RenegotiationFlowTest {
  private static final String FAR = "tel:+15550199";
  private static final int PCMA = 8;
  private static final int SOME_PORT = 49_170;
  private static final String[] MANDATORY = {
    "a=des:qos mandatory local sendrecv\r\n", "a=des:qos mandatory remote sendrecv\r\n"
  };

  private static Draft call(BrowserMedia media) {
    return invite(FAR).sdp(Descriptions.browserOffer(media));
  }

  private static Sdp setUp(Lab lab, Wic wic, Draft call, int port) {
    wic.sends(call);
    Sdp offer = lab.core().receives(invite()).sdp();
    lab.core().answers(ok().sdp(Descriptions.coreAnswer(port, offer)));
    wic.receives(200);
    wic.sends(ack());
    lab.core().receives(ack());
    return offer;
  }

  private static byte[] speech(int value) {
    byte[] payload = new byte[160];
    Arrays.fill(payload, (byte) value);
    return payload;
  }

  private static String answer(Sdp offer, String direction) {
    return Descriptions.browserAnswer(BrowserMedia.silent(), offer)
        .replace("a=sendrecv", "a=" + direction);
  }

  @Test
  void anUpdateBeforeTheAnswerMovesTheMediaAndTheBrowserHearsNothingOfIt(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone first = lab.phone();
    RtpPhone second = lab.phone();
    wic.sends(call(browser.described()));
    Sdp offer = core.receives(invite()).sdp();
    core.answers(
        reply(183)
            .header("Require", "100rel")
            .header("RSeq", "1")
            .sdp(Descriptions.coreAnswer(first.port(), offer)));
    core.receives(prack());
    core.answers(200);
    browser.joins(wic.receives(183).sdp());

    core.sends(update().sdp(Descriptions.coreOffer(second.port())));
    Sdp answer = core.receives(200).answering("UPDATE").nowhere(Descriptions.WEBRTC_WORDS).sdp();
    assertThat(answer.audio().port()).isEqualTo(offer.audio().port());
    browser.hears(speech(1), () -> second.sends(offer, PCMA, speech(1)));
    second.hears(speech(2), () -> browser.sends(PCMA, speech(2)));

    core.answers(invite(), ok());
    wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());
    second.hears(speech(3), () -> browser.sends(PCMA, speech(3)));
  }

  @Test
  void anUpdateThatChangesNothingForTheBrowserIsAnsweredForIt(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone second = lab.phone();
    wic.sends(call(browser.described()));
    Sdp offer = core.receives(invite()).sdp();
    core.answers(ok().sdp(Descriptions.coreAnswer(SOME_PORT, offer)));
    browser.joins(wic.receives(200).sdp());
    wic.sends(ack());
    core.receives(ack());

    core.sends(update().sdp(Descriptions.coreOffer(second.port())));
    core.receives(200).answering("UPDATE").with("Contact").sdp();
    second.hears(speech(4), () -> browser.sends(PCMA, speech(4)));
    wic.sends(bye());
    core.receives(bye());
  }

  @Test
  void aHoldByUpdateIsAReInviteForABrowserThatKnowsNoUpdate(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    setUp(lab, wic, call(BrowserMedia.silent()), SOME_PORT);

    core.sends(update().sdp(Descriptions.coreOffer(SOME_PORT).replace("a=sendrecv", "a=sendonly")));
    Received held = wic.receives(invite());
    assertThat(held.sdp().audio().attribute("sendonly")).isPresent();
    wic.answers(ok().sdp(answer(held.sdp(), "recvonly")));
    wic.receives(ack());
    Sdp answer = core.receives(200).answering("UPDATE").sdp();
    assertThat(answer.audio().attribute("recvonly")).isPresent();

    core.sends(update().sdp(Descriptions.coreOffer(SOME_PORT)));
    wic.receives(invite());
    wic.answers(491);
    core.receives(491).answering("UPDATE");
    wic.sends(bye());
    core.receives(bye());
  }

  @Test
  void whoKnowsUpdateGetsItAndSendsIt(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    setUp(lab, wic, call(BrowserMedia.silent()).header("Allow", "INVITE, UPDATE"), SOME_PORT);

    core.sends(update().sdp(Descriptions.coreOffer(SOME_PORT).replace("a=sendrecv", "a=inactive")));
    Received held = wic.receives(update());
    wic.answers(ok().sdp(answer(held.sdp(), "inactive")));
    core.receives(200).answering("UPDATE");

    wic.sends(update().sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    Received back = core.receives(update()).nowhere(Descriptions.WEBRTC_WORDS);
    core.answers(ok().sdp(Descriptions.coreAnswer(SOME_PORT, back.sdp())));
    wic.receives(200).answering("UPDATE").sdp();
  }

  @Test
  void anUpdateOfACallThatHasNoAnswerYetWaits(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(invite(wic.contact()).sdp(Descriptions.coreOffer(SOME_PORT)));
    wic.receives(invite());
    wic.answers(180);
    core.receives(180);

    core.sends(update().sdp(Descriptions.coreOffer(SOME_PORT + 2)));
    core.receives(500).answering("UPDATE").matching("Retry-After", "\\d");
  }

  @Test
  void offersThatMeetAreBothRefusedWith491(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    setUp(lab, wic, call(BrowserMedia.silent()), SOME_PORT);

    wic.sends(invite().sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    core.receives(invite());
    core.sends(invite().sdp(Descriptions.coreOffer(SOME_PORT)));
    core.receives(491).answering("INVITE");
    core.answers(invite(), 491);
    wic.receives(491).answering("INVITE");

    core.sends(invite().sdp(Descriptions.coreOffer(SOME_PORT)));
    Received again = wic.receives(invite());
    wic.sends(update().sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    wic.receives(491).answering("UPDATE");
    wic.answers(invite(), ok().sdp(answer(again.sdp(), "sendrecv")));
    core.receives(200).answering("INVITE");
    core.sends(ack());
    wic.receives(ack());
  }

  @Test
  void aPeerThatDemandsPreconditionsIsInvitedAgainWithThem(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(call(BrowserMedia.silent()));
    core.receives(invite());
    core.answers(reply(421).header("Require", "precondition"));

    Received again =
        core.receives(invite())
            .with("Require", "precondition")
            .with("Supported", "100rel")
            .says("a=curr:qos local sendrecv\r\n")
            .says("a=curr:qos remote none\r\n")
            .says(String.join("", MANDATORY));
    core.answers(
        reply(183)
            .header("Require", "100rel")
            .header("RSeq", "9")
            .sdp(
                Descriptions.coreAnswer(SOME_PORT, again.sdp())
                    + "a=curr:qos local none\r\na=curr:qos remote sendrecv\r\n"
                    + String.join("", MANDATORY)));
    core.receives(prack()).matching("RAck", "9 2 INVITE");
    core.answers(200);
    wic.receives(183).without("Require").nowhere("qos", "precondition");
    core.sends(
        update()
            .header("Require", "precondition")
            .sdp(
                Descriptions.coreOffer(SOME_PORT)
                    + "a=curr:qos local sendrecv\r\na=curr:qos remote sendrecv\r\n"
                    + String.join("", MANDATORY)));
    core.receives(200).answering("UPDATE").says("a=curr:qos remote sendrecv\r\n");
    core.answers(invite(), 180);
    wic.receives(180);
    core.answers(invite(), ok());
    wic.receives(200).matching("CSeq", "1 INVITE").nowhere("qos").sdp();
    wic.sends(ack());
    core.receives(ack()).matching("CSeq", "2 ACK");
    wic.sends(bye());
    core.receives(bye());
  }

  @Test
  void preconditionsOfACallerThatIsReadyAreMetForTheBrowser(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    String wanted =
        Descriptions.coreOffer(SOME_PORT)
            + "a=curr:qos local %s\r\na=curr:qos remote none\r\n"
            + String.join("", MANDATORY);

    core.sends(
        invite(wic.contact()).header("Require", "precondition").sdp(wanted.formatted("none")));
    core.receives(421).with("Require", "100rel");

    core.sends(
        invite(wic.contact()).header("Require", "precondition").sdp(wanted.formatted("sendrecv")));
    Received plain = wic.receives(invite()).without("Require").nowhere("qos");
    wic.answers(ok().sdp(answer(plain.sdp(), "sendrecv")));
    core.receives(200).says("a=curr:qos local sendrecv\r\n").says("a=curr:qos remote sendrecv");
    core.sends(ack());
    wic.receives(ack());
  }
}
