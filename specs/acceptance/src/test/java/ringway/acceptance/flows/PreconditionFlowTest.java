// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.cancel;
import static ringway.acceptance.sip.Words.info;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.prack;
import static ringway.acceptance.sip.Words.refer;
import static ringway.acceptance.sip.Words.update;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

/**
 * Callers that still reserve their resources when they call a browser (RFC 3312 §5, TS 24.229
 * §5.1.4.1): the browser is called when they have, and sees nothing of it.
 */
@ExtendWith(FlowExtension.class)
class PreconditionFlowTest {
  private static final int SOME_PORT = 49_170;

  private static String offer(int port, String local, String remote) {
    return Descriptions.coreOffer(port)
        + "a=curr:qos local "
        + local
        + "\r\na=curr:qos remote "
        + remote
        + "\r\na=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote sendrecv\r\n";
  }

  /** As IMS phones call. */
  private static Draft call(Wic wic, int port) {
    return invite(wic.contact())
        .header("Supported", "precondition, 100rel")
        .sdp(offer(port, "none", "none"));
  }

  private static Draft reserved(Draft request, int port) {
    return request.header("Require", "precondition").sdp(offer(port, "sendrecv", "sendrecv"));
  }

  private static Received answeredAhead(ScriptedCore core) {
    return core.receives(183)
        .with("Require", "100rel")
        .with("Require", "precondition")
        .says("a=curr:qos local sendrecv\r\n")
        .says("a=curr:qos remote none\r\n")
        .says("a=conf:qos remote sendrecv\r\n")
        .nowhere(Descriptions.WEBRTC_WORDS);
  }

  private static void acknowledges(ScriptedCore core, Received response) {
    core.sends(rack(prack(), response));
    core.receives(200).answering("PRACK");
  }

  private static Draft rack(Draft prack, Received response) {
    return prack.header("RAck", response.header("RSeq") + " " + response.header("CSeq"));
  }

  private static String answer(MediaPeer browser, Sdp offer) {
    return Descriptions.browserAnswer(browser.described(), offer);
  }

  @Test
  void theBrowserIsCalledWhenTheCallerIsReadyAndTheCoreKeepsOneDialog(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone phone = lab.phone();
    core.sends(call(wic, phone.port()));
    Received early = answeredAhead(core);
    assertThat(early.sdp().audio().formats()).as("what is sure to be agreed").hasSize(2);
    acknowledges(core, early);

    core.sends(reserved(update(), phone.port()));
    Received agreed =
        core.receives(200)
            .answering("UPDATE")
            .says("a=curr:qos local sendrecv\r\n")
            .says("a=curr:qos remote sendrecv\r\n")
            .nowhere("a=conf");
    Received plain =
        wic.receives(invite()).without("Require").nowhere("qos", "precondition", "100rel");
    wic.answers(180);
    Received ringing = core.receives(180).with("Require", "100rel");
    assertThat(ringing.header("To")).isEqualTo(early.header("To"));
    acknowledges(core, ringing);

    wic.answers(ok().sdp(answer(browser, plain.sdp())));
    Received ok = core.receives(200).answering("INVITE").without("Content-Type");
    assertThat(ok.header("To")).isEqualTo(early.header("To"));
    core.sends(ack());
    wic.receives(ack());
    browser.joins(plain.sdp());
    new StandingCall(wic, browser, plain.sdp(), phone, agreed.sdp()).bothHear();

    // Each side goes on in the dialog as it knows it.
    core.sends(info());
    wic.receives(info());
    wic.answers(200);
    assertThat(core.receives(200).answering("INFO").header("To")).isEqualTo(early.header("To"));
    core.sends(update().sdp(Descriptions.coreOffer(phone.port())));
    core.receives(200).answering("UPDATE");
    wic.sends(bye());
    core.receives(bye()).with("From", early.header("To"));
    core.answers(200);
    wic.receives(200).answering("BYE");
    lab.mediaIsFree();
  }

  private static String tag(String address) {
    return address.substring(address.indexOf(";tag=") + ";tag=".length());
  }

  /** An attended transfer names the call by tags, of which each side knows another. */
  @Test
  void aTransferNamesTheCallAsItsReceiverKnowsIt(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(call(wic, SOME_PORT));
    Received early = answeredAhead(core);
    core.sends(reserved(rack(prack(), early), SOME_PORT));
    core.receives(200).answering("PRACK");
    Received plain = wic.receives(invite());
    wic.answers(ok().sdp(Descriptions.browserAnswer(BrowserMedia.silent(), plain.sdp())));
    core.receives(200).answering("INVITE");
    core.sends(ack());
    wic.receives(ack());
    core.sends(info());
    String own = tag(wic.receives(info()).header("To"));
    wic.answers(200);
    core.receives(200).answering("INFO");
    String cores = tag(early.header("To"));
    assertThat(own).isNotEqualTo(cores);

    wic.sends(refer().header("Refer-To", target(wic.latestCallId(), own)));
    core.receives(refer()).with("Refer-To", target(wic.latestCallId(), cores));
    core.answers(603);
    wic.receives(603);
    core.sends(
        invite(wic.contact())
            .header("Replaces", wic.latestCallId() + ";to-tag=" + cores + ";from-tag=a")
            .sdp(Descriptions.coreOffer(SOME_PORT)));
    wic.receives(invite()).matching("Replaces", ".*;to-tag=" + own + "(;.*)?");
    wic.answers(486);
    core.receives(486);
  }

  private static String target(String callId, String tag) {
    String named = callId + ";to-tag=a;from-tag=" + tag;
    return "<sip:erik@ims.example.net?Replaces="
        + URLEncoder.encode(named, StandardCharsets.UTF_8)
        + ">";
  }

  @Test
  void thePrackMaySayThatTheCallerIsReady(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(call(wic, SOME_PORT));
    Received early = answeredAhead(core);

    core.sends(reserved(rack(prack(), early), SOME_PORT));
    core.receives(200).answering("PRACK").says("a=curr:qos remote sendrecv\r\n").sdp();
    wic.receives(invite());
    wic.answers(486);
    Received busy = core.receives(486);
    assertThat(busy.header("To")).isEqualTo(early.header("To"));
    lab.mediaIsFree();
  }

  @Test
  void anUpdateMayComeBeforeThePrackAndMayNotBeTheLast(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(call(wic, SOME_PORT));
    Received early = answeredAhead(core);

    core.sends(update().sdp(offer(SOME_PORT, "send", "sendrecv")));
    core.receives(200).answering("UPDATE").says("a=curr:qos remote none\r\n");
    acknowledges(core, early);
    core.sends(reserved(update(), SOME_PORT + 2));
    core.receives(200).answering("UPDATE").says("a=curr:qos remote sendrecv\r\n");
    Received plain = wic.receives(invite());
    wic.answers(ok().sdp(Descriptions.browserAnswer(BrowserMedia.silent(), plain.sdp())));
    core.receives(200).answering("INVITE");
    core.sends(ack());
    wic.receives(ack());
    core.sends(bye());
    wic.receives(bye());
    wic.answers(200);
    core.receives(200).answering("BYE");
    lab.mediaIsFree();
  }

  /** The browser has been told of no call before this. */
  private static void heardOfNothing(ScriptedCore core, Wic wic) {
    core.sends(message(wic.contact()));
    wic.receives(message());
    wic.answers(200);
    core.receives(200).answering("MESSAGE");
  }

  @Test
  void aCallerMayGiveUpWhileItReserves(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(call(wic, SOME_PORT));
    acknowledges(core, answeredAhead(core));

    core.sends(cancel());
    core.receives(200).answering("CANCEL");
    core.receives(487).answering("INVITE");
    lab.mediaIsFree();
    heardOfNothing(core, wic);
  }

  @Test
  void aCallerMayHangUpInTheEarlyDialog(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(call(wic, SOME_PORT));
    acknowledges(core, answeredAhead(core));

    core.sends(bye());
    core.receives(200).answering("BYE");
    core.receives(487).answering("INVITE");
    lab.mediaIsFree();
    heardOfNothing(core, wic);
  }

  @Test
  void aCallerMayGiveUpWhileTheBrowserRings(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(call(wic, SOME_PORT));
    acknowledges(core, answeredAhead(core));
    core.sends(reserved(update(), SOME_PORT));
    core.receives(200).answering("UPDATE");
    wic.receives(invite());
    wic.answers(180);
    acknowledges(core, core.receives(180));

    core.sends(cancel());
    core.receives(200).answering("CANCEL");
    wic.receives(cancel());
    wic.answers(200);
    wic.answers(invite(), 487);
    core.receives(487).answering("INVITE");
    lab.mediaIsFree();
  }

  @Test
  void aCallerThatNeverGetsReadyIsRefusedInTheEnd(Lab lab) {
    lab.with("preconditions.ready-within", "1s");
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(call(wic, SOME_PORT));
    answeredAhead(core);

    // A PRACK could cross it.
    core.receives(580).answering("INVITE");
    lab.mediaIsFree();
    heardOfNothing(core, wic);
  }
}
