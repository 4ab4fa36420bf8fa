// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.info;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.reply;
import static ringway.acceptance.sip.Words.update;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Draft;

/** RFC 4028 between the core and browsers that know no session timers. */
@ExtendWith(FlowExtension.class)
class SessionTimerTest {
  private static final String FAR = "tel:+15550199";
  private static final int SOME_PORT = 49_170;

  private static Draft call() {
    return invite(FAR).sdp(Descriptions.browserOffer(BrowserMedia.silent()));
  }

  /** Alice has called; the core answered with these headers. Returns what the browser saw. */
  private static Received answered(Lab lab, Wic wic, String sessionExpires, String allow) {
    ScriptedCore core = lab.core();
    wic.sends(call());
    Received invite = core.receives(invite());
    invite.with("Session-Expires", "1800").with("Supported", "timer");
    core.answers(
        ok().sdp(Descriptions.coreAnswer(SOME_PORT, invite.sdp()))
            .header("Session-Expires", sessionExpires)
            .header("Require", "timer")
            .header("Allow", allow));
    Received ok = wic.receives(200);
    wic.sends(ack());
    core.receives(ack());
    return ok;
  }

  @Test
  @Covers("G19")
  void theCallIsRefreshedForABrowserThatCannotAndItsLaterRequestsStillFit(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    answered(lab, wic, "2;refresher=uac", "INVITE, ACK, BYE, UPDATE")
        .without("Session-Expires", "Require");
    core.receives(update()).with("Session-Expires", "2;refresher=uac").without("Content-Type");
    core.answers(ok().header("Session-Expires", "1800;refresher=uas"));

    wic.sends(info());
    core.receives(info()).with("CSeq", "3 INFO");
    core.answers(200);
    wic.receives(200).with("CSeq", "2 INFO");
    wic.sends(bye());
    core.receives(bye());
    core.answers(200);
    wic.receives(200).answering("BYE");
  }

  @Test
  @Covers("G19")
  void aPeerWithoutUpdateIsRefreshedByTheSameDescriptionAgain(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    answered(lab, wic, "2;refresher=uac", "INVITE, ACK, BYE");
    Received again = core.receives(invite());
    assertThat(again.sdp().audio().protocol()).startsWith("RTP/AVP");
    core.answers(
        ok().sdp(Descriptions.coreAnswer(SOME_PORT, again.sdp()))
            .header("Session-Expires", "1800;refresher=uas"));
    core.receives(ack());
    wic.sends(bye());
    core.receives(bye());
  }

  @Test
  @Covers("G19")
  void whatTheCoreDoesNotRefreshEndsOnBothSides(Lab lab) {
    Wic wic = lab.registered(ALICE);

    answered(lab, wic, "3;refresher=uas", "INVITE, ACK, BYE");

    lab.core().receives(bye()).matching("Reason", "SIP;cause=408.*");
    wic.receives(bye()).matching("Reason", "SIP;cause=408.*");
  }

  @Test
  @Covers("G19")
  void aRefreshOfTheCoreIsAnsweredForTheBrowser(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    answered(lab, wic, "90;refresher=uas", "INVITE, ACK, BYE, UPDATE");

    core.sends(update().header("Supported", "timer").header("Session-Expires", "90;refresher=uac"));
    core.receives(200).with("Session-Expires", "90;refresher=uac").with("Require", "timer");

    core.sends(bye());
    wic.receives(bye());
  }

  @Test
  @Covers("G19")
  void aCallToABrowserWithoutTimersIsRefreshedByTheCoreThatAskedForThem(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    core.sends(
        invite(wic.contact())
            .header("Supported", "timer")
            .header("Session-Expires", "1800")
            .sdp(Descriptions.coreOffer(SOME_PORT)));
    Received invite = wic.receives(invite());
    wic.answers(
        ok().sdp(Descriptions.browserAnswer(BrowserMedia.silent(), mid(invite), formats(invite))));
    core.receives(200).with("Session-Expires", "1800;refresher=uac").with("Require", "timer");
    core.sends(ack());
    wic.receives(ack());
  }

  @Test
  @Covers("G20")
  void anIntervalThatIsTooShortIsRefusedFromEitherSide(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(call().header("Supported", "timer").header("Session-Expires", "30"));
    wic.receives(422).with("Min-SE", "90");
    core.receivesNothing();

    core.sends(
        invite(wic.contact())
            .header("Supported", "timer")
            .header("Session-Expires", "30")
            .sdp(Descriptions.coreOffer(SOME_PORT)));
    core.receives(422).with("Min-SE", "90");
  }

  @Test
  @Covers("G20")
  void aCoreThatWantsALongerIntervalThanOursGetsItAndTheBrowserHearsNothing(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(call());
    core.receives(invite()).with("Session-Expires", "1800");

    core.answers(reply(422).header("Min-SE", "3600"));
    Received again = core.receives(invite()).with("Session-Expires", "3600").with("Min-SE", "3600");
    assertThat(again.header("CSeq")).isEqualTo("2 INVITE");
    core.answers(
        ok().sdp(Descriptions.coreAnswer(SOME_PORT, again.sdp()))
            .header("Session-Expires", "3600;refresher=uas")
            .header("Require", "timer"));

    wic.receives(200).with("CSeq", "1 INVITE").without("Session-Expires");
    wic.sends(ack());
    core.receives(ack()).with("CSeq", "2 ACK");
    wic.sends(bye());
    core.receives(bye()).with("CSeq", "3 BYE");
  }

  @Test
  @Covers("G20")
  void aCoreThatIsNeverContentIsAskedOnceMoreOnly(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(call());
    core.receives(invite());
    core.answers(reply(422).header("Min-SE", "3600"));
    core.receives(invite());
    core.answers(reply(422).header("Min-SE", "7200"));

    wic.receives(422);
  }

  private static String mid(Received invite) {
    return invite.sdp().audio().attribute("mid").orElse("0");
  }

  private static java.util.List<String> formats(Received invite) {
    return invite.sdp().audio().formats();
  }
}
