// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.deregister;
import static ringway.acceptance.sip.Words.register;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Prover;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.SsoLab;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Message;

/** Single sign-on in REGISTER, at a real WAF: a token first, else the password, else nothing. */
@ExtendWith(FlowExtension.class)
class SingleSignOnTest {
  private static final String HEADER = "X-SSO-Token";

  private static Message challenged(Wic wic) {
    wic.sends(register());
    return wic.receives(401).message();
  }

  /** Signs in by password; the token that comes of it. */
  private static String signsIn(SsoLab lab, Wic wic) {
    Prover user = Prover.withAccount(wic.subscriber(), SsoLab.PASSWORD);
    wic.sends(user.answers(challenged(wic)).orElseThrow());
    lab.core().receives(register()).withAuthDone(wic.subscriber().impi());
    lab.core().answers(200);
    Received ok = wic.receives(200);
    assertThat(user.trusts(ok.message())).as("the network proves itself").isTrue();
    String header = ok.header(HEADER);
    assertThat(header).matches("[^;]+;expires=\\d+");
    return header.replaceFirst(";.*", "");
  }

  private static List<String> challenges(Message refusal) {
    return refusal.fields().stream()
        .filter(field -> field.name().equalsIgnoreCase("WWW-Authenticate"))
        .map(Message.Field::value)
        .toList();
  }

  private static void offersBoth(Message refusal, String error) {
    List<String> all = challenges(refusal);
    assertThat(all).hasSize(3);
    assertThat(all.get(0)).startsWith("Digest ").contains("algorithm=SHA-256");
    assertThat(all.get(1)).startsWith("Digest ").contains("algorithm=MD5");
    assertThat(all.get(2)).startsWith("Bearer ");
    if (error.isEmpty()) {
      assertThat(all.get(2)).doesNotContain("error=");
    } else {
      assertThat(all.get(2)).contains("error=\"" + error + "\"");
    }
  }

  @Test
  void whoShowsNothingIsOfferedBothWays(SsoLab lab) {
    offersBoth(challenged(lab.wic(BOB)), "");
  }

  @Test
  void aTokenNobodyKnowsIsToldSoAndThePasswordAskedFor(SsoLab lab) {
    Wic wic = lab.wic(BOB);

    wic.sends(register().bearer("no.such.token"));
    offersBoth(wic.receives(401).message(), "invalid_token");
  }

  @Test
  void theRightPasswordRegistersAndBringsATokenThatIsGoodForTheNextTime(SsoLab lab) {
    Wic wic = lab.wic(BOB);
    String token = signsIn(lab, wic);

    wic.sends(register().bearer(token));
    lab.core().receives(register()).withAuthDone(BOB.impi()).nowhere(token, HEADER);
    lab.core().answers(200);
    wic.receives(200).without("WWW-Authenticate", HEADER);

    wic.sends(deregister().bearer(token));
    lab.core().receives(register()).withOnly("Expires", "0");
    lab.core().answers(200);
    wic.receives(200);
  }

  @Test
  void anotherApplicationOfTheDeviceFindsTheTokenGood(SsoLab lab) {
    String token = signsIn(lab, lab.wic(BOB));
    Wic other = lab.wic(BOB);

    other.sends(register().header(HEADER, token));
    lab.core().receives(register()).withAuthDone(BOB.impi()).nowhere(token, HEADER);
    lab.core().answers(200);
    other.receives(200).without(HEADER);
  }

  @Test
  void aTokenOfAnotherUserIsRefusedAndNoPasswordAskedFor(SsoLab lab) {
    String token = signsIn(lab, lab.wic(BOB));
    Wic alice = lab.wic(ALICE);

    alice.sends(register().bearer(token));
    alice.receives(403).without("WWW-Authenticate");
  }

  @Test
  void aWrongPasswordIsAskedForAgain(SsoLab lab) {
    Wic wic = lab.wic(BOB);

    wic.sends(Prover.withAccount(BOB, "wrong").answers(challenged(wic)).orElseThrow());
    Message again = wic.receives(401).without(HEADER).message();
    offersBoth(again, "");
    assertThat(challenges(again).getFirst()).doesNotContain("stale");
  }

  @Test
  void theRightPasswordOfAnotherUserIsRefused(SsoLab lab) {
    Wic alice = lab.wic(ALICE);

    alice.sends(Prover.withAccount(BOB, SsoLab.PASSWORD).answers(challenged(alice)).orElseThrow());
    alice.receives(403).without(HEADER, "WWW-Authenticate");
  }

  @Test
  void aTokenThatEndedAndTheRightPasswordInOneRequestRegister(SsoLab lab) {
    Wic wic = lab.wic(BOB);
    Draft both =
        Prover.withAccount(BOB, SsoLab.PASSWORD)
            .answers(challenged(wic))
            .orElseThrow()
            .bearer("no.such.token");

    wic.sends(both);
    lab.core().receives(register()).withAuthDone(BOB.impi()).nowhere("no.such.token");
    lab.core().answers(200);
    wic.receives(200).with(HEADER);
  }

  @Test
  void aClientThatKnowsMd5OnlySignsInToo(SsoLab lab) {
    lab.with("sso.algorithms", List.of("md5"));

    assertThat(signsIn(lab, lab.wic(BOB))).isNotEmpty();
  }

  @Test
  void anAnswerIsGoodOnceAndOnItsConnectionOnly(SsoLab lab) {
    Wic wic = lab.wic(BOB);
    Prover bob = Prover.withAccount(BOB, SsoLab.PASSWORD);
    Draft answer = bob.answers(challenged(wic)).orElseThrow();
    wic.sends(answer);
    lab.core().receives(register());
    lab.core().answers(200);
    wic.receives(200);

    wic.sends(answer);
    assertThat(challenges(wic.receives(401).message()).getFirst()).contains("stale=TRUE");
    Wic other = lab.wic(BOB);
    other.sends(bob.again(2));
    other.receives(401).without(HEADER);
  }

  @Test
  void whoGuessesHasToWait(SsoLab lab) {
    Wic wic = lab.wic(BOB);
    Prover guesser = Prover.withAccount(BOB, "wrong");
    Message challenge = challenged(wic);
    for (int i = 0; i < 5; i++) {
      wic.sends(guesser.answers(challenge).orElseThrow());
      challenge = wic.receives(401).message();
    }

    wic.sends(Prover.withAccount(BOB, SsoLab.PASSWORD).answers(challenge).orElseThrow());
    wic.receives(403).with("Retry-After", "60");
  }

  @Test
  void aStoppedWafIsNoWayIn(SsoLab lab) {
    Wic wic = lab.wic(BOB);
    Message challenge = challenged(wic);

    lab.wafStops();
    wic.sends(Prover.withAccount(BOB, SsoLab.PASSWORD).answers(challenge).orElseThrow());
    wic.receives(503).with("Retry-After").without(HEADER);
  }

  @Test
  void withoutTlsNoTokenIsSent(SsoLab lab) {
    lab.withoutTls();
    Wic wic = lab.wic(BOB);

    wic.sends(Prover.withAccount(BOB, SsoLab.PASSWORD).answers(challenged(wic)).orElseThrow());
    lab.core().receives(register());
    lab.core().answers(200);
    wic.receives(200).without(HEADER);
  }

  @Test
  void onLoopbackTheOperatorMayWantItNevertheless(SsoLab lab) {
    lab.withoutTls().with("sso.token-over-loopback", true);

    assertThat(signsIn(lab, lab.wic(BOB))).isNotEmpty();
  }
}
