// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.message;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Prover;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.HomeLab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Message;

/**
 * Scenario 1 from end to end (TS 33.203 X.2): a client that proves its user and checks the network,
 * a core that does the same, and the eP-CSCF between them, over TLS.
 */
@ExtendWith(FlowExtension.class)
class ProvedRegistrationTest {
  private static Message challenged(Wic wic, Prover prover) {
    wic.sends(prover.begins());
    return wic.receives(401).nowhere("ik=", "ck=").message();
  }

  private static Message registers(Wic wic, Prover prover) {
    wic.sends(prover.answers(challenged(wic, prover)).orElseThrow());
    return wic.receives(200).message();
  }

  /** A page of the challenges given, as a network would send it. */
  private static Message refusal(String... challenges) {
    return new Message(
        "SIP/2.0 401 Unauthorized",
        List.of(challenges).stream()
            .map(challenge -> new Message.Field("WWW-Authenticate", challenge))
            .toList(),
        "");
  }

  @Test
  @Covers({"D01", "D07"})
  void thePasswordIsProvedByTheBestHashOfferedAndTheNetworkProvesItself(HomeLab lab) {
    Wic wic = lab.wic(ALICE);
    Prover alice = Prover.withPassword(ALICE, HomeLab.PASSWORD);

    Message answer = wic.sends(alice.answers(challenged(wic, alice)).orElseThrow());
    assertThat(answer.require("Authorization"))
        .contains("algorithm=SHA-256,")
        .containsPattern("response=\"[0-9a-f]{64}\"");
    assertThat(alice.trusts(wic.receives(200).message())).isTrue();

    wic.sends(alice.again(2));
    wic.receives(200);
  }

  @Test
  @Covers("D08")
  void aChallengeInBasicIsNotAnswered(HomeLab lab) {
    Prover alice = Prover.withPassword(ALICE, HomeLab.PASSWORD);

    assertThat(alice.answers(refusal("Basic realm=\"ims.example.net\""))).isEmpty();
    assertThat(
            alice
                .answers(
                    refusal(
                        "Basic realm=\"ims.example.net\"",
                        "Digest realm=\"ims.example.net\",nonce=\"n\",qop=\"auth\",algorithm=MD5"))
                .orElseThrow()
                .set())
        .singleElement()
        .satisfies(field -> assertThat(field.value()).contains("algorithm=MD5"));
  }

  @Test
  @Covers("D09")
  void aWrongPasswordRegistersNobodyAndHarmsNoRegistration(HomeLab lab) {
    Wic good = lab.wic(ALICE);
    registers(good, Prover.withPassword(ALICE, HomeLab.PASSWORD));
    Wic bad = lab.wic(ALICE);
    Prover guesser = Prover.withPassword(ALICE, "password");

    bad.sends(guesser.answers(challenged(bad, guesser)).orElseThrow());
    bad.receives(403);
    bad.sends(message("sip:nobody@ims.example.net"));
    bad.receives(403).matching("Warning", ".*register first.*");
    good.sends(message("sip:nobody@ims.example.net"));
    good.receives(404);
  }

  @Test
  @Covers("D06")
  void theSameAnswerTwiceGetsAFreshNonce(HomeLab lab) {
    Wic wic = lab.wic(ALICE);
    Prover alice = Prover.withPassword(ALICE, HomeLab.PASSWORD);
    registers(wic, alice);

    wic.sends(alice.again(1));
    Message stale = wic.receives(401).message();
    assertThat(stale.require("WWW-Authenticate")).containsIgnoringCase("stale=true");
    wic.sends(alice.answers(stale).orElseThrow());
    wic.receives(200);
  }

  @Test
  @Covers("D16")
  void anAttemptEndsAfterFourMinutesAndTheOldRegistrationStays(HomeLab lab) {
    Wic before = lab.wic(ALICE);
    registers(before, Prover.withPassword(ALICE, HomeLab.PASSWORD));
    Wic wic = lab.wic(ALICE);
    Prover alice = Prover.withPassword(ALICE, HomeLab.PASSWORD);
    Message challenge = challenged(wic, alice);

    lab.passes(Duration.ofMinutes(4));

    wic.sends(alice.answers(challenge).orElseThrow());
    wic.receives(401);
    before.sends(message("sip:nobody@ims.example.net"));
    before.receives(404);
  }

  @Test
  void justBeforeItIsStillInTime(HomeLab lab) {
    Wic wic = lab.wic(ALICE);
    Prover alice = Prover.withPassword(ALICE, HomeLab.PASSWORD);
    Message challenge = challenged(wic, alice);

    lab.passes(Duration.ofSeconds(239));

    wic.sends(alice.answers(challenge).orElseThrow());
    wic.receives(200);
  }

  @Test
  @Covers("D18")
  void aNetworkThatCannotProveItselfIsNotTrusted(HomeLab lab) {
    Wic wic = lab.wic(ALICE);
    Prover alice = Prover.withPassword(ALICE, HomeLab.PASSWORD);
    Message ok = registers(wic, alice);
    assertThat(alice.trusts(ok)).isTrue();

    String info = ok.require("Authentication-Info");
    String wrong = info.replaceFirst("rspauth=\"[0-9a-f]", "rspauth=\"x");
    assertThat(alice.trusts(Message.parse(ok.text().replace(info, wrong)))).isFalse();
    assertThat(alice.trusts(Message.parse(ok.text().replace("Authentication-Info", "X"))))
        .isFalse();
  }

  @Test
  @Covers({"D10", "D13"})
  void aCardRegistersOverTlsWithoutAnySecurityAgreement(HomeLab lab) {
    Wic wic = lab.wic(BOB);
    Prover bob = Prover.withCard(BOB, HomeLab.card(0), Optional.empty());

    Message challenge = challenged(wic, bob);
    assertThat(challenge.require("WWW-Authenticate")).contains("AKAv2-SHA-256");
    Message answer = wic.sends(bob.answers(challenge).orElseThrow());
    assertThat(answer.require("Authorization")).containsPattern("response=\"[0-9a-f]{64}\"");
    Message ok = wic.receives(200).without("Security-Server").message();
    assertThat(bob.trusts(ok)).isTrue();

    assertThat(bob.trusts(registers(wic, bob))).as("again, with a new vector").isTrue();
  }

  @Test
  @Covers("D14")
  void aCardAheadOfTheNetworkHasItResynchronise(HomeLab lab) {
    Wic wic = lab.wic(BOB);
    Prover bob = Prover.withCard(BOB, HomeLab.card(5_000_000), Optional.empty());

    Message report = wic.sends(bob.answers(challenged(wic, bob)).orElseThrow());
    assertThat(report.require("Authorization")).contains("auts=\"");
    Message second = wic.receives(401).message();
    Message answer = wic.sends(bob.answers(second).orElseThrow());
    assertThat(answer.require("Authorization")).doesNotContain("auts");
    assertThat(bob.trusts(wic.receives(200).message())).isTrue();
  }

  @Test
  @Covers("D15")
  void aChallengeOfSomebodyElseIsNotAnswered(HomeLab lab) {
    Wic wic = lab.wic(BOB);
    Prover bob = Prover.withCard(BOB, HomeLab.card(0), Optional.empty());
    String genuine = challenged(wic, bob).require("WWW-Authenticate");

    // The last bytes of the nonce are the MAC.
    String forged = genuine.replaceFirst(".{4}=\"(,|$)", "AAA=\"$1");
    assertThat(forged).isNotEqualTo(genuine);
    assertThat(bob.answers(refusal(forged))).isEmpty();
    assertThat(bob.answers(refusal(genuine))).isPresent();
  }

  @Test
  @Covers("D17")
  void whoHasACardUsesItEvenWhereAPasswordWouldDo(HomeLab lab) {
    Wic wic = lab.wic(BOB);
    Prover bob = Prover.withCard(BOB, HomeLab.card(0), Optional.of(HomeLab.PASSWORD));

    assertThat(
            bob.answers(
                refusal("Digest realm=\"ims.example.net\",nonce=\"n\",qop=\"auth\",algorithm=MD5")))
        .isEmpty();
    Message answer = wic.sends(bob.answers(challenged(wic, bob)).orElseThrow());
    assertThat(answer.require("Authorization")).contains("AKAv2-SHA-256");
    wic.receives(200);
  }
}
