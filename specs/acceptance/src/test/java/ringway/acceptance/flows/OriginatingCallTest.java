// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.cancel;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.options;
import static ringway.acceptance.sip.Words.prack;
import static ringway.acceptance.sip.Words.reply;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Message;
import ringway.acceptance.sip.Sdp;

/** Calls a WIC makes: TS 24.371 §7.2, TS 24.229 §5.2.6.3. Media is another class's matter. */
@ExtendWith(FlowExtension.class)
class OriginatingCallTest {
  private static final String FAR = "tel:+15550199";
  private static final int SOME_PORT = 49_170;

  private static Draft call() {
    return invite(FAR).sdp(Descriptions.browserOffer(BrowserMedia.silent()));
  }

  /** Sets a call up; returns the INVITE as the core saw it. */
  private static Received setUp(Lab lab, Wic wic, Draft invite) {
    ScriptedCore core = lab.core();
    wic.sends(invite);
    Received received = core.receives(invite());
    core.answers(180);
    wic.receives(180);
    core.answers(ok().sdp(Descriptions.coreAnswer(SOME_PORT, received.sdp())));
    wic.receives(200);
    wic.sends(ack());
    core.receives(ack());
    return received;
  }

  @Test
  @Covers({"G05", "G11", "G15", "H01", "H02", "H27"})
  void aCallIsSetUpAndEndedByTheWicAndNothingOfWebRtcReachesTheCore(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    String token = lab.token(ALICE);

    Received invite = setUp(lab, wic, call().bearer(token));
    wic.sends(bye());
    core.receives(bye()).without("Route", "Authorization");
    core.answers(200);
    wic.receives(200).answering("BYE");

    invite
        .nowhere(Descriptions.WEBRTC_WORDS)
        .nowhere(token, "Bearer")
        .without("Authorization")
        .matching("Record-Route", "<sip:[^@]+@127\\.0\\.0\\.1:\\d+;[^>]*lr[^>]*>")
        .matching("P-Charging-Vector", "icid-value=.*");
    Sdp.Media audio = invite.sdp().audio();
    assertThat(audio.protocol()).isIn("RTP/AVP", "RTP/AVPF");
    assertThat(audio.port()).isGreaterThan(1024);
  }

  @Test
  @Covers("G15")
  void theFarSideEndsTheCall(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    setUp(lab, wic, call());

    core.sends(bye());
    wic.receives(bye());
    wic.answers(200);
    core.receives(200).answering("BYE");

    core.sends(bye());
    core.receives(481);
  }

  @Test
  @Covers("G08")
  void anIdentityThatIsNotRegisteredIsReplacedByTheDefaultOne(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(message(FAR).header("P-Preferred-Identity", "<" + BOB.impu() + ">"));
    core.receives(message())
        .withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">")
        .without("P-Preferred-Identity")
        .nowhere(BOB.impu());
    core.answers(200);
    wic.receives(200);

    wic.sends(message(FAR));
    core.receives(message()).withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">");
  }

  @Test
  @Covers("G09")
  void anIdentityTheWicAssertsItselfIsReplaced(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(message(FAR).header("P-Asserted-Identity", "<" + BOB.impu() + ">"));
    lab.core()
        .receives(message())
        .withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">")
        .nowhere(BOB.impu());
  }

  @Test
  @Covers("G10")
  void theStoredServiceRouteCountsNotTheRouteOfTheWic(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(call().header("Route", "<sip:short.cut.example;lr>"));
    core.receives(invite()).withOnly("Route", core.serviceRoute());
  }

  @ParameterizedTest
  @CsvSource({
    "tel:030-1234567, tel:+49301234567",
    "tel:1150, tel:1150;phone-context=ims.example.net",
    "sip:004420794600@ims.example.net;user=phone, sip:+4420794600@ims.example.net;user=phone",
    "sip:dora@ims.example.net, sip:dora@ims.example.net"
  })
  void dialledDigitsReachTheCoreAsTheNumberTheyMean(String dialled, String routed, Lab lab) {
    lab.with("dial-plan.country-code", "+49");
    Wic wic = lab.registered(ALICE);

    wic.sends(invite(dialled).sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    lab.core().receives(invite(routed)).withOnly("To", "<" + dialled + ">");
  }

  @Test
  void whoWantsToStayUnknownIsAssertedToTheCoreWhichKeepsIt(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(call().header("Privacy", "id"));
    lab.core()
        .receives(invite())
        .withOnly("Privacy", "id")
        .withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">");
  }

  @Test
  @Covers("G12")
  void whoHasNotRegisteredDoesNotCall(Lab lab) {
    Wic wic = lab.wic(ALICE);

    wic.sends(call());
    wic.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("G03")
  void anExpiredTokenInACallIsChallenged(Lab lab) {
    Wic wic = lab.registered(ALICE);
    String old = lab.waf().token(ALICE).expiringIn(Duration.ofHours(-1)).text();

    wic.sends(call().bearer(old));
    wic.receives(401)
        .matching("WWW-Authenticate", "Bearer .*error=\"invalid_token\".*")
        .nowhere(old);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("G04")
  void bobsTokenDoesNotCallFromAlicesConnection(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(call().bearer(lab.token(BOB)));
    wic.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("G06")
  void whereATokenIsDemandedEveryRequestHasOneButAckAndCancelAreNeverChallenged(Lab lab) {
    lab.with("require-token", true);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(call());
    wic.receives(401);
    wic.sends(message(FAR));
    wic.receives(401);
    core.receivesNothing();

    setUp(lab, wic, call().bearer(lab.token(ALICE)));
    wic.sends(bye().bearer(lab.token(ALICE)));
    core.receives(bye()).without("Authorization").nowhere("Bearer");
    core.answers(200);
    wic.receives(200);

    wic.sends(call().bearer(lab.token(ALICE)));
    core.receives(invite());
    core.answers(180);
    wic.receives(180);
    wic.sends(cancel());
    wic.receives(200).answering("CANCEL");
    core.receives(cancel());
  }

  @Test
  @Covers("G25")
  void aPendingCallIsCancelledAndItsMediaFreed(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(call());
    core.receives(invite());
    core.answers(180);
    wic.receives(180);
    wic.sends(cancel());
    wic.receives(200).answering("CANCEL");
    core.receives(cancel());
    core.answers(200);
    core.answers(invite(), 487);
    wic.receives(487).answering("INVITE");

    lab.mediaIsFree();
  }

  @Test
  @Covers("G16")
  void aReliableProvisionalAnswerKeepsItsNumbersAndItsDescription(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(call().header("Supported", "100rel"));
    Received atCore = core.receives(invite());
    core.answers(
        reply(183)
            .header("Require", "100rel")
            .header("RSeq", "4711")
            .sdp(Descriptions.coreAnswer(SOME_PORT, atCore.sdp())));
    Received progress = wic.receives(183).withOnly("RSeq", "4711").with("Require", "100rel");
    wic.sends(prack().header("RAck", "4711 " + atCore.message().cseq() + " INVITE"));
    core.receives(prack()).withOnly("RAck", "4711 " + atCore.message().cseq() + " INVITE");
    core.answers(200);
    wic.receives(200).answering("PRACK");
    core.answers(invite(), 200);
    wic.receives(200).answering("INVITE");
    wic.sends(ack());
    core.receives(ack());

    assertThat(progress.sdp().audio().protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
  }

  @Test
  @Covers("G17")
  void aRequestThatHasHoppedEnoughIsStopped(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(call().header("Max-Forwards", "0"));
    wic.receives(483);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("G18")
  void anUnknownDemandOnProxiesIsRefusedByName(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(options(FAR).header("Proxy-Require", "nothingWeKnow"));
    wic.receives(420).with("Unsupported", "nothingWeKnow");
    lab.core().receivesNothing();
  }

  @Test
  @Covers("A24")
  void aSipsUriGoesOverNoInsecureHop(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(
        invite("sips:dora@ims.example.net").sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    assertThat(wic.receivesRefusal()).isIn(400, 480);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("G21")
  void aLostConnectionEndsItsCallTowardsTheCoreAndFreesTheMedia(Lab lab) {
    lab.with("survival.grace", "500ms");
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    setUp(lab, wic, call());

    wic.vanishes();
    core.receives(bye()).with("Reason").nowhere(wic.contact());
    core.answers(200);

    lab.mediaIsFree();
  }

  @Test
  @Covers("G21")
  void aConnectionLostWhileRingingCancelsTheCall(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(call());
    core.receives(invite());
    core.answers(180);
    wic.receives(180);

    wic.vanishes();
    core.receives(cancel());
    core.answers(200);
    core.answers(invite(), 487);

    lab.mediaIsFree();
  }

  @Test
  @Covers("G15")
  void aCallOfAnotherConnectionCannotBeEnded(Lab lab) {
    Wic alice = lab.registered(ALICE);
    Wic bob = lab.registered(Subscriber.BOB);
    Received invite = setUp(lab, alice, call());
    String route = invite.header("Record-Route");
    Message foreign =
        bob.composes(
            bye()
                .to(ScriptedCore.FAR_USER)
                .inCall(alice.latestCallId())
                .header("Route", route)
                .header("To", "<" + ScriptedCore.FAR_USER + ">;tag=guessed"));

    bob.sendsRaw(foreign.text());
    bob.receives(403);
    lab.core().receivesNothing();
  }
}
