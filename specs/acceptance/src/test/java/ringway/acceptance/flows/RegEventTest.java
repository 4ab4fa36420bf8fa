// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.deregister;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.notification;
import static ringway.acceptance.sip.Words.register;
import static ringway.acceptance.sip.Words.reply;
import static ringway.acceptance.sip.Words.subscribe;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Draft;

/** The eP-CSCF's watch on registrations: TS 24.229 §5.2.3, RFC 3680. */
@ExtendWith(FlowExtension.class)
class RegEventTest {
  private static final int POLICY_VIOLATION = 1008;
  private static final int SERVICE_RESTART = 1012;

  @BeforeEach
  void watchRegistrations(Lab lab) {
    lab.with("registration.reg-event", true);
  }

  private static Draft regSubscribe() {
    return subscribe().header("Event", "reg");
  }

  /** Registers, and lets the watch begin. */
  private static Wic watched(Lab lab, Subscriber user) {
    Wic wic = lab.registered(user);
    ScriptedCore core = lab.core();
    core.receives(regSubscribe());
    core.answers(reply(200).header("Expires", "4200"));
    core.sends(
        RegInfoXml.full(0).with(user, wic.contact(), "active", "registered", "").notification());
    core.receives(200);
    return wic;
  }

  @Test
  @Covers("F07")
  void theFirstRegistrationOfAnImpiIsWatchedAtTheCore(Lab lab) {
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(lab.token(ALICE)));
    Received register = lab.core().receives(register());
    lab.core().answers(200);
    wic.receives(200);

    Received subscribe =
        lab.core().receives(regSubscribe().to(ALICE.impu())).with("Accept", RegInfoXml.TYPE);

    long granted = Long.parseLong(register.header("Expires"));
    assertThat(Long.parseLong(subscribe.header("Expires"))).isGreaterThan(granted);
    String path = register.header("Path").replaceAll("<|;lr.*", "");
    assertThat(subscribe.header("P-Asserted-Identity")).contains(path);
    assertThat(subscribe.header("P-Charging-Vector")).contains("icid-value=");
    assertThat(subscribe.message().values("Route")).isEmpty();
  }

  @Test
  @Covers("F08")
  void anotherIdentityOrFlowOfTheSameImpiIsNotWatchedTwice(Lab lab) {
    Wic first = watched(lab, ALICE);
    Wic second = lab.wic(ALICE);
    second.sends(register().bearer(lab.token(ALICE)));
    lab.core().receives(register().inCall(second.registrationCallId()));
    lab.core().answers(200);
    second.receives(200);

    first.sends(message("tel:+15550199"));

    lab.core().receives(message());
    lab.core().answers(200);
    first.receives(200);
  }

  @Test
  @Covers("F09")
  void aBindingTheCoreDeactivatesIsGoneAndTheWicIsSentToRegisterAgain(Lab lab) {
    Wic wic = watched(lab, ALICE);
    ScriptedCore core = lab.core();

    core.sends(
        RegInfoXml.partial(1)
            .with(ALICE, wic.contact(), "terminated", "deactivated", "")
            .notification("terminated"));

    core.receives(200);
    assertThat(wic.seesClose())
        .isEqualTo(new Wic.Closed(SERVICE_RESTART, "registration deactivated"));
    core.sends(message(wic.contact()));
    core.receives(430);
    Wic again = lab.registered(ALICE);
    core.receives(regSubscribe());
    core.answers(200);
    core.sends(message(again.contact()));
    again.receives(message());
  }

  @Test
  @Covers("F09")
  void aRejectedWicIsNotAskedBack(Lab lab) {
    Wic wic = watched(lab, ALICE);

    lab.core()
        .sends(
            RegInfoXml.partial(1)
                .with(ALICE, wic.contact(), "terminated", "rejected", "")
                .notification("terminated;reason=noresource"));

    lab.core().receives(200);
    assertThat(wic.seesClose())
        .isEqualTo(new Wic.Closed(POLICY_VIOLATION, "registration rejected"));
  }

  @Test
  @Covers("F09")
  void oneIdentityTakenAwayLeavesTheOthers(Lab lab) {
    Wic wic = watched(lab, ALICE);
    ScriptedCore core = lab.core();

    core.sends(
        RegInfoXml.partial(1)
            .with(ALICE.impu(), wic.contact(), "terminated", "unregistered")
            .notification());
    core.receives(200);
    wic.sends(message("tel:+15550199").header("P-Preferred-Identity", "<" + ALICE.impu() + ">"));

    core.receives(message()).with("P-Asserted-Identity", "<" + ALICE.impus().get(1) + ">");
  }

  @Test
  @Covers("F09")
  void newsOfAnEarlierRegistrationChangesNothing(Lab lab) {
    Wic wic = watched(lab, ALICE);
    ScriptedCore core = lab.core();

    core.sends(
        RegInfoXml.partial(1)
            .with(ALICE, wic.contact(), "terminated", "unregistered", "callid=\"old\" cseq=\"7\"")
            .notification());
    core.receives(200);
    core.sends(
        RegInfoXml.full(1).with(ALICE, wic.contact(), "terminated", "rejected", "").notification());
    core.receives(200);

    wic.sends(message("tel:+15550199"));
    core.receives(message());
  }

  @Test
  @Covers("F09")
  void afterAMissedNotificationTheWholeStateIsAskedFor(Lab lab) {
    Wic wic = watched(lab, ALICE);
    ScriptedCore core = lab.core();

    core.sends(
        RegInfoXml.partial(5).with(ALICE, wic.contact(), "active", "refreshed", "").notification());
    core.receives(200);

    Received again = core.receives(regSubscribe());
    assertThat(again.header("To")).contains(";tag=");
    core.answers(200);
  }

  @Test
  @Covers("F12")
  void aShortenedRegistrationEndsEarlyUnlessItIsRefreshed(Lab lab) {
    Wic wic = watched(lab, ALICE);
    ScriptedCore core = lab.core();

    core.sends(
        RegInfoXml.partial(1)
            .with(ALICE, wic.contact(), "active", "shortened", "expires=\"1\"")
            .notification());
    core.receives(200);

    assertThat(wic.seesClose())
        .isEqualTo(new Wic.Closed(SERVICE_RESTART, "registration shortened"));
    core.receives(regSubscribe().expires(0));
  }

  @Test
  @Covers("F07")
  void theWatchEndsWithTheLastRegistration(Lab lab) {
    Wic wic = watched(lab, ALICE);
    wic.sends(deregister().bearer(lab.token(ALICE)));
    lab.core().receives(register());
    lab.core().answers(200);
    wic.receives(200);

    lab.core().receives(regSubscribe().expires(0));
    lab.core().answers(200);
    lab.core()
        .sends(
            RegInfoXml.full(1)
                .with(ALICE, wic.contact(), "terminated", "unregistered", "")
                .notification("terminated;reason=timeout"));
    lab.core().receives(200);
  }

  @Test
  @Covers("F09")
  void whatIsNoReginfoIsRefusedAndChangesNothing(Lab lab) {
    Wic wic = watched(lab, ALICE);
    ScriptedCore core = lab.core();

    core.sends(notification("reg", "active").body(RegInfoXml.TYPE, "<reginfo"));
    core.receives(400);
    core.sends(
        notification("reg", "active")
            .body(
                RegInfoXml.TYPE,
                "<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><reginfo"
                    + " xmlns=\"urn:ietf:params:xml:ns:reginfo\" version=\"1\" state=\"full\">"
                    + "&e;</reginfo>"));
    core.receives(400);
    core.sends(notification("presence", "active"));
    core.receives(489);

    wic.sends(message("tel:+15550199"));
    core.receives(message());
  }

  @Test
  @Covers("F10")
  void aWicThatWatchesItselfIsToldByTheCoreAndKeepsItsConnection(Lab lab) {
    Wic wic = watched(lab, ALICE);
    ScriptedCore core = lab.core();
    String ours = core.latestCallId();
    wic.sends(
        subscribe(ALICE.impu()).header("Event", "reg").expires(3600).bearer(lab.token(ALICE)));
    Received own =
        core.receives(regSubscribe()).with("P-Asserted-Identity", "<" + ALICE.impu() + ">");
    core.answers(reply(200).header("Expires", "3600"));
    wic.receives(200);
    RegInfoXml rejected =
        RegInfoXml.full(1).with(ALICE, wic.contact(), "terminated", "rejected", "");
    core.sends(
        RegInfoXml.full(0).with(ALICE, wic.contact(), "active", "registered", "").notification());
    wic.receives(notification());
    wic.answers(200);
    core.receives(200);

    core.sends(rejected.notification("terminated").inCall(ours));
    core.receives(200);
    core.sends(rejected.notification("terminated").inCall(own.message().callId()));

    Received told = wic.receives(notification());
    assertThat(told.message().body()).contains("rejected");
    wic.answers(200);
    core.receives(200);
    wic.sends(message("tel:+15550199").bearer(lab.token(ALICE)));
    wic.receives(403);
  }

  @Test
  @Covers("F11")
  void aWicToldThatItWasDeactivatedRegistersAgainOnTheSameConnection(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.receives(regSubscribe());
    core.answers(200);
    String ours = core.latestCallId();
    wic.sends(subscribe(ALICE.impu()).header("Event", "reg").expires(3600));
    core.receives(regSubscribe());
    core.answers(reply(200).header("Expires", "3600"));
    wic.receives(200);
    RegInfoXml deactivated =
        RegInfoXml.full(0).with(ALICE, wic.contact(), "terminated", "deactivated", "");
    core.sends(deactivated.notification("terminated"));
    wic.receives(notification());
    wic.answers(200);
    core.receives(200);
    core.sends(deactivated.notification("terminated").inCall(ours));
    core.receives(200);

    lab.registers(wic);

    core.receives(regSubscribe());
    core.answers(200);
    core.sends(message(wic.contact()));
    wic.receives(message());
  }

  @Test
  @Covers("F07")
  void aCoreWithoutTheEventPackageStillCarriesCalls(Lab lab) {
    Wic wic = lab.registered(ALICE);
    lab.core().receives(regSubscribe());
    lab.core().answers(489);

    wic.sends(message("tel:+15550199"));

    lab.core().receives(message());
  }
}
