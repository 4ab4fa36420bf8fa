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

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
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
import ringway.acceptance.sip.Sdp;
import ringway.iq.Codec;

/**
 * A whole call with a phone as TS 24.229 §5.1.3 and §5.1.4 have it: AMR-WB alone, resources
 * reserved before anyone rings, provisional responses sent reliably.
 */
@ExtendWith(FlowExtension.class)
class ImsPhoneTest {
  private static final Codec SPOKEN = new Codec(97, "AMR-WB", 16_000, 1, "mode-change-period=2");
  private static final int DIGITS = 99;

  @BeforeEach
  void requireLibraries() {
    AmrPhones.requireLibraries();
  }

  /** As the phone sees it. */
  private static String reserved(String here, String there) {
    return "a=curr:qos local "
        + here
        + "\r\na=curr:qos remote "
        + there
        + "\r\na=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote sendrecv\r\n";
  }

  private static void acknowledges(ScriptedCore core, Received response) {
    core.sends(prack().header("RAck", response.header("RSeq") + " " + response.header("CSeq")));
    core.receives(200).answering("PRACK");
  }

  private static void isAcknowledged(ScriptedCore core, String rseq) {
    core.receives(prack()).matching("RAck", rseq + " \\d+ INVITE");
    core.answers(200);
  }

  @Test
  @Covers("L04")
  void thePhoneCallsABrowser(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    String description = AmrPhones.description(phone.port(), 97, DIGITS, SPOKEN);
    core.sends(
        invite(wic.contact())
            .header("Supported", "precondition, 100rel")
            .sdp(description + reserved("none", "none")));
    Received early = core.receives(183).with("Require", "100rel").with("Require", "precondition");
    assertThat(early.sdp().audio().formats()).containsExactly("97", "99");
    acknowledges(core, early);

    core.sends(
        update()
            .header("Require", "precondition")
            .sdp(description + reserved("sendrecv", "sendrecv")));
    Sdp agreed =
        core.receives(200).answering("UPDATE").says("a=curr:qos remote sendrecv\r\n").sdp();
    Sdp offer = wic.receives(invite()).nowhere("qos", "precondition", "100rel", "AMR").sdp();
    wic.answers(180);
    acknowledges(core, core.receives(180).with("Require", "100rel"));
    wic.answers(
        ok().sdp(Descriptions.browserAnswer(browser.described(), offer, List.of("111", "110"))));
    core.receives(200).answering("INVITE");
    core.sends(ack());
    wic.receives(ack());

    browser.joins(offer);
    AmrPhones.bothHear(browser, AmrPhones.OPUS, phone, agreed, SPOKEN);
    core.sends(bye());
    wic.receives(bye());
    wic.answers(200);
    core.receives(200).answering("BYE");
    lab.mediaIsFree();
  }

  @Test
  @Covers("L04")
  void aBrowserCallsThePhone(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(browser.described())));
    core.receives(invite());
    core.answers(reply(421).header("Require", "precondition"));
    Received invite =
        core.receives(invite())
            .with("Require", "precondition")
            .with("Supported", "100rel")
            .says("a=curr:qos local sendrecv\r\n");
    Codec spoken = AmrPhones.numbered(SPOKEN, AmrPhones.numberOf(SPOKEN, invite.sdp()));
    int digits =
        Integer.parseInt(invite.sdp().audio().format("telephone-event/16000").orElseThrow());
    String description = AmrPhones.description(phone.port(), spoken.payload(), digits, spoken);

    core.answers(
        reply(183)
            .header("Require", "100rel, precondition")
            .header("RSeq", "9")
            .sdp(description + reserved("none", "sendrecv")));
    isAcknowledged(core, "9");
    wic.receives(183).without("Require").nowhere("qos", "precondition", "AMR");
    core.sends(
        update()
            .header("Require", "precondition")
            .sdp(description + reserved("sendrecv", "sendrecv")));
    core.receives(200).answering("UPDATE").says("a=curr:qos remote sendrecv\r\n");
    core.answers(invite(), reply(180).header("Require", "100rel").header("RSeq", "10"));
    isAcknowledged(core, "10");
    wic.receives(180).without("Require");
    core.answers(invite(), ok());
    Sdp answer = wic.receives(200).nowhere("qos", "AMR").sdp();
    wic.sends(ack());
    core.receives(ack());

    browser.joins(answer);
    AmrPhones.bothHear(browser, AmrPhones.OPUS, phone, invite.sdp(), spoken);
    wic.sends(bye());
    core.receives(bye());
    core.answers(200);
    wic.receives(200).answering("BYE");
    lab.mediaIsFree();
  }
}
