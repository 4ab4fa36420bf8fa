// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;
import static ringway.acceptance.sip.Words.reply;

import java.util.List;
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
import ringway.acceptance.sip.Message;

/**
 * Scenario 1 (TS 33.203 X.2) as the eP-CSCF plays it: the core challenges, the WIC answers, and the
 * edge adds its marks. Whether answers are right is nothing to it, so made-up ones are used.
 */
@ExtendWith(FlowExtension.class)
class RelayedRegistrationTest {
  private static final String FAR_NUMBER = "tel:+15550199";
  private static final String CHALLENGE =
      "Digest realm=\"ims.example.net\",nonce=\"n1\",algorithm=SHA-256,qop=\"auth\"";

  private static String answer(Subscriber user, String algorithm, String more) {
    return "Digest username=\"%s\",realm=\"ims.example.net\",nonce=\"n1\",uri=\"sip:ims.example.net\",algorithm=%s,qop=auth,nc=00000001,cnonce=\"c0ffee\",response=\"%s\"%s"
        .formatted(user.impi(), algorithm, "5e".repeat(32), more);
  }

  private static Draft answering(Subscriber user) {
    return register().header("Authorization", answer(user, "SHA-256", ""));
  }

  private static Lab digest(Lab lab) {
    return lab.with("registration.schemes", List.of("bearer", "digest", "aka"));
  }

  private static void registers(Lab lab, Wic wic) {
    wic.sends(answering(wic.subscriber()));
    lab.core().receives(register().inCall(wic.registrationCallId()));
    lab.core().answers(200);
    wic.receives(200);
  }

  @Test
  @Covers({"D01", "D02"})
  void challengeAndAnswerPassWithTheMarkOfAPendingTlsAssociation(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    wic.sends(register());
    core.receives(register())
        .without("Authorization")
        .with("Require", "path")
        .with("Path")
        .with("P-Visited-Network-ID")
        .with("P-Charging-Vector");
    core.answers(reply(401).header("WWW-Authenticate", CHALLENGE));
    wic.receives(401).with("WWW-Authenticate").matching("WWW-Authenticate", quoted(CHALLENGE));

    wic.sends(answering(ALICE));
    Received relayed = core.receives(register());
    assertThat(relayed.header("Authorization"))
        .isEqualTo(answer(ALICE, "SHA-256", ",integrity-protected=\"tls-pending\""));
    core.answers(
        reply(200).header("Authentication-Info", "qop=auth,rspauth=\"ab\",cnonce=\"c\",nc=1"));
    wic.receives(200).matching("Authentication-Info", "qop=auth,rspauth=\"ab\",cnonce=\"c\",nc=1");
  }

  @Test
  @Covers("D03")
  void theMarkOfABoundConnectionComesOnlyAfterThe200(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();
    registers(lab, wic);

    wic.sends(answering(ALICE));
    core.receives(register()).matching("Authorization", ".*integrity-protected=\"tls-yes\"");
    core.answers(200);
    wic.receives(200);

    Wic other = lab.wic(ALICE);
    other.sends(answering(ALICE));
    core.receives(register()).matching("Authorization", ".*integrity-protected=\"tls-pending\"");
    core.answers(200);
    other.receives(200);
  }

  @Test
  @Covers("D04")
  void withoutTlsTheMarksSpeakOfTheAddress(Lab lab) {
    digest(lab);
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    for (String mark : List.of("ip-assoc-pending", "ip-assoc-yes")) {
      wic.sends(answering(ALICE));
      core.receives(register()).matching("Authorization", ".*integrity-protected=\"" + mark + "\"");
      core.answers(200);
      wic.receives(200);
    }
  }

  private static Draft onFlow(Wic wic) {
    return answering(ALICE)
        .header(
            "Contact",
            "<"
                + wic.contact()
                + ">;reg-id=1;+sip.instance=\"<urn:uuid:0c67446e-f1a1-41d9-94d1-2df88b08f58b>\"");
  }

  private static Wic registersOnFlow(Lab lab) {
    Wic wic = lab.wic(ALICE);
    wic.sends(onFlow(wic));
    lab.core().receives(register().inCall(wic.registrationCallId()));
    lab.core().answers(200);
    wic.receives(200);
    return wic;
  }

  @Test
  @Covers("F22")
  void aClientOfDigestThatGoesOnToANewSocketIsReachedThereAlone(Lab lab) {
    digest(lab).withTls();
    Wic old = registersOnFlow(lab);
    Wic successor = registersOnFlow(lab);

    old.sends(message(FAR_NUMBER));
    old.receives(403);

    lab.core().sends(message(successor.contact()));
    successor.receives(message());
  }

  @Test
  @Covers("F22")
  void theFarewellOfAReplacedSocketOfDigestDoesNotReachTheCore(Lab lab) {
    digest(lab).withTls();
    Wic old = registersOnFlow(lab);
    Wic successor = registersOnFlow(lab);

    old.sends(onFlow(old).expires(0));
    old.receives(200);

    lab.core().receivesNothing();
    lab.core().sends(message(successor.contact()));
    successor.receives(message());
  }

  @Test
  void theFarewellOnASocketThatProvedNothingIsForTheCoreToJudge(Lab lab) {
    digest(lab).withTls();
    Wic registered = registersOnFlow(lab);
    Wic stranger = lab.wic(ALICE);

    stranger.sends(onFlow(registered).expires(0));
    lab.core()
        .receives(register().inCall(stranger.registrationCallId()))
        .matching("Authorization", ".*integrity-protected=\"tls-pending\"");
    lab.core().answers(403);
    stranger.receives(403);
  }

  @Test
  void aRegistrationByTokenBindsNothingForDigest(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.registered(ALICE);

    wic.sends(answering(ALICE));
    lab.core()
        .receives(register())
        .matching("Authorization", ".*integrity-protected=\"tls-pending\"");
    lab.core().answers(200);
    wic.receives(200);
  }

  @Test
  @Covers("D05")
  void marksOfTheWicAreTakenOutHoweverTheyAreSpelled(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    for (String forged :
        List.of(
            ",integrity-protected=\"auth-done\"",
            ", Integrity-Protected = auth-done",
            ",authorization-entity=\"https://waf.evil.test\",INTEGRITY-PROTECTED=\"auth-done\"")) {
      wic.sends(register().header("Authorization", answer(ALICE, "MD5", forged)));
      Received relayed = core.receives(register()).nowhere("auth-done", "evil.test");
      assertThat(relayed.header("Authorization"))
          .isEqualTo(answer(ALICE, "MD5", ",integrity-protected=\"tls-pending\""));
      core.answers(403);
      wic.receives(403);
    }
    wic.sends(
        register()
            .header("Authorization", "Digest username=\"a@b\",response=\"")
            .header("X", "\",integrity-protected=\"auth-done\""));
    wic.receives(400);
    wic.sends(
        register()
            .header("Authorization", answer(ALICE, "MD5", ""))
            .header("Authorization", answer(ALICE, "MD5", ",integrity-protected=\"auth-done\"")));
    wic.receives(400);
  }

  @Test
  @Covers("D06")
  void aStaleChallengeAndSeveralAlgorithmsArriveAsTheyWereSent(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);
    List<String> challenges =
        List.of(
            "Digest realm=\"ims.example.net\", nonce=\"n2\", algorithm=SHA-512-256, qop=\"auth\","
                + " stale=TRUE",
            "Digest realm=\"ims.example.net\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth\","
                + " stale=TRUE",
            "Digest realm=\"ims.example.net\", nonce=\"n2\", algorithm=MD5, qop=\"auth\","
                + " stale=TRUE, opaque=\"o\"");

    wic.sends(answering(ALICE));
    lab.core().receives(register());
    var refusal = reply(401);
    for (String challenge : challenges) {
      refusal = refusal.header("WWW-Authenticate", challenge);
    }
    lab.core().answers(refusal);
    List<String> arrived = challenges(wic.receives(401));
    assertThat(arrived).startsWith(challenges.toArray(String[]::new));
    assertThat(arrived.getLast()).as("tokens count here too").startsWith("Bearer ");
  }

  @Test
  @Covers("D09")
  void aWrongPasswordBindsNothingAndHarmsNoRegistration(Lab lab) {
    digest(lab).withTls();
    ScriptedCore core = lab.core();
    Wic stranger = lab.wic(ALICE);
    stranger.sends(answering(ALICE));
    core.receives(register());
    core.answers(403);
    stranger.receives(403);
    stranger.sends(message(FAR_NUMBER));
    stranger.receives(403);

    Wic wic = lab.wic(ALICE);
    registers(lab, wic);
    wic.sends(answering(ALICE));
    core.receives(register());
    core.answers(reply(401).header("WWW-Authenticate", CHALLENGE));
    wic.receives(401);
    wic.sends(message(FAR_NUMBER));
    core.receives(message()).with("P-Asserted-Identity", "<" + ALICE.impu() + ">");
    core.answers(200);
    wic.receives(200);
  }

  @Test
  void aConnectionStaysWithItsSubscription(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);
    registers(lab, wic);

    wic.sends(answering(BOB));
    wic.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  @Covers({"D11", "D13"})
  void akaIsMarkedAsOverTlsAndAsksForNoSecurityAgreement(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();
    String initial =
        "Digest username=\"%s\",realm=\"ims.example.net\",nonce=\"\",uri=\"sip:ims.example.net\",response=\"\",algorithm=AKAv2-SHA-256"
            .formatted(ALICE.impi());

    wic.sends(
        register()
            .header("Authorization", initial)
            .header("Security-Client", "ipsec-3gpp;alg=hmac-sha-1-96")
            .header("Security-Verify", "ipsec-3gpp;alg=hmac-sha-1-96"));
    Received relayed = core.receives(register()).without("Security-Client", "Security-Verify");
    assertThat(relayed.header("Authorization"))
        .isEqualTo(initial + ",integrity-protected=\"tls-connected\"");
    core.answers(
        reply(401)
            .header("WWW-Authenticate", akaChallenge("", ""))
            .header("Security-Server", "ipsec-3gpp;alg=hmac-sha-1-96"));
    wic.receives(401).without("Security-Server");

    for (int i = 0; i < 2; i++) {
      wic.sends(register().header("Authorization", answer(ALICE, "AKAv2-SHA-256", "")));
      core.receives(register())
          .matching(
              "Authorization", ".*algorithm=AKAv2-SHA-256.*integrity-protected=\"tls-connected\"");
      core.answers(200);
      wic.receives(200).without("Security-Server");
    }
    wic.sends(register().header("Require", "sec-agree"));
    wic.receives(420).with("Unsupported", "sec-agree");
  }

  @Test
  @Covers("D12")
  void keysForIpsecEndAtTheEdge(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);

    for (String ck : List.of(",ck=\"00f0\"", ", CK=00f0")) {
      wic.sends(register());
      lab.core().receives(register());
      lab.core()
          .answers(reply(401).header("WWW-Authenticate", akaChallenge(",ik=\"0badcafe\"", ck)));
      Received challenge = wic.receives(401).nowhere("0badcafe", "00f0");
      assertThat(challenge.header("WWW-Authenticate")).isEqualTo(akaChallenge("", ""));
    }
  }

  private static String akaChallenge(String ik, String ck) {
    return "Digest realm=\"ims.example.net\",nonce=\"cmFuZGF1dG4=\""
        + ik
        + ck
        + ",algorithm=AKAv2-SHA-256,qop=\"auth\"";
  }

  @Test
  void aResynchronisationPassesThrough(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);

    wic.sends(
        register().header("Authorization", answer(ALICE, "AKAv2-SHA-256", ",auts=\"YXV0cw==\"")));
    lab.core().receives(register()).matching("Authorization", ".*,auts=\"YXV0cw==\",.*");
    lab.core().answers(reply(401).header("WWW-Authenticate", akaChallenge("", "")));
    wic.receives(401).matching("WWW-Authenticate", quoted(akaChallenge("", "")));
  }

  @Test
  void whatTheOperatorDoesNotAllowNeverReachesTheCore(Lab lab) {
    lab.with("registration.schemes", List.of("bearer", "digest"));
    Wic wic = lab.wic(ALICE);

    for (String algorithm : List.of("AKAv2-SHA-256", "AKAv1-MD5")) {
      wic.sends(register().header("Authorization", answer(ALICE, algorithm, "")));
      wic.receives(403);
    }
    lab.core().receivesNothing();
  }

  @Test
  void akaWithoutTlsIsRefused(Lab lab) {
    digest(lab);
    Wic wic = lab.wic(ALICE);

    wic.sends(register().header("Authorization", answer(ALICE, "AKAv2-SHA-256", "")));
    wic.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  void whoRegisteredByPasswordOwesNoTokenWithItsRequests(Lab lab) {
    digest(lab).withTls().with("require-token", true);
    Wic wic = lab.wic(ALICE);
    registers(lab, wic);

    wic.sends(message(FAR_NUMBER));
    lab.core().receives(message());
    lab.core().answers(200);
    wic.receives(200);
  }

  @Test
  void anExpiredTokenLeavesTheWayByPasswordOpen(Lab lab) {
    digest(lab).withTls();
    Wic wic = lab.wic(ALICE);

    wic.sends(register().bearer("no.such.token"));
    lab.core().receives(register()).without("Authorization");
    lab.core().answers(reply(401).header("WWW-Authenticate", CHALLENGE));
    List<String> challenges = challenges(wic.receives(401));
    assertThat(challenges).hasSize(2);
    assertThat(challenges.getFirst()).isEqualTo(CHALLENGE);
    assertThat(challenges.getLast()).contains("Bearer").contains("error=\"invalid_token\"");
  }

  private static List<String> challenges(Received refusal) {
    return refusal.message().fields().stream()
        .filter(field -> field.name().equalsIgnoreCase("WWW-Authenticate"))
        .map(Message.Field::value)
        .toList();
  }

  private static String quoted(String text) {
    return java.util.regex.Pattern.quote(text);
  }
}
