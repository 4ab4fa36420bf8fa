// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;

/** Tokens on every request, and registrations that live and end with them (TS 24.371 §7.2.1). */
@ExtendWith(FlowExtension.class)
class TokenLifeTest {
  private static final String FAR_NUMBER = "tel:+15550199";
  private static final int POLICY_VIOLATION = 1008;

  private static Lab uncut(Lab lab) {
    return lab.with("registration.cut-expiry", false).with("tokens.clock-skew", "0s");
  }

  private static String living(Lab lab, Duration life) {
    return lab.waf().token(ALICE).livingFor(life).text();
  }

  private static Wic registered(Lab lab, String token) {
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(token).expires(600));
    lab.core().receives(register()).withOnly("Expires", "600");
    lab.core().answers(200);
    wic.receives(200);
    return wic;
  }

  @Test
  @Covers("E26")
  void aTokenThatEndsEndsItsRegistrationAtTheCoreAndAtTheBrowser(Lab lab) {
    Wic wic = registered(uncut(lab), living(lab, Duration.ofSeconds(2)));

    lab.core().receives(register()).withAuthDone(ALICE.impi()).withOnly("Expires", "0");
    lab.core().answers(200);
    assertThat(wic.seesClose().code()).isEqualTo(POLICY_VIOLATION);
  }

  @Test
  @Covers("E27")
  void aNewerTokenOnAnyRequestKeepsTheRegistrationBeyondTheOldOne(Lab lab) {
    Duration brief = Duration.ofSeconds(3);
    Wic alice = registered(uncut(lab), living(lab, brief));
    sends(lab, alice, living(lab, Duration.ofMinutes(5)));
    // As old as the first token of alice: when it has gone, hers would have.
    Wic witness = lab.wic(BOB);
    witness.sends(register().bearer(lab.waf().token(BOB).livingFor(brief).text()).expires(600));
    lab.core().receives(register());
    lab.core().answers(200);
    witness.receives(200);
    lab.core().receives(register()).withAuthDone(BOB.impi()).withOnly("Expires", "0");
    lab.core().answers(200);
    witness.seesClose();

    sends(lab, alice, living(lab, Duration.ofMinutes(5)));
  }

  @Test
  void aTokenOnARequestMustBeValidAndOfTheSameUser(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sends(message(FAR_NUMBER).bearer(living(lab, Duration.ofHours(-1))));
    wic.receives(401).matching("WWW-Authenticate", ".*error=\"invalid_token\".*");
    wic.sends(message(FAR_NUMBER).bearer(lab.token(BOB)));
    wic.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  void whereATokenIsRequiredARequestWithoutOneIsChallenged(Lab lab) {
    lab.with("require-token", true);
    Wic wic = lab.registered(ALICE);

    wic.sends(message(FAR_NUMBER));
    wic.receives(401).matching("WWW-Authenticate", "Bearer .*(?!error).*");
    lab.core().receivesNothing();
  }

  @Test
  @Covers("E20")
  void neitherTokensNorMarksOfTheNetworkPassInARequest(Lab lab) {
    Wic wic = lab.registered(ALICE);
    String token = lab.token(ALICE);

    wic.sends(
        message(FAR_NUMBER)
            .bearerAsParameter(token)
            .header("Proxy-Authorization", "Bearer " + token)
            .header("P-Asserted-Identity", "<sip:mallory@ims.example.net>")
            .header("P-Charging-Vector", "icid-value=mine;orig-ioi=evil.test")
            .header("P-Charging-Function-Addresses", "ccf=evil.test"));
    lab.core()
        .receives(message())
        .withOnly("P-Asserted-Identity", "<" + ALICE.impu() + ">")
        .without("Authorization", "Proxy-Authorization", "P-Charging-Function-Addresses")
        .nowhere(token, "evil.test", "mallory");
    lab.core().answers(200);
    wic.receives(200);
  }

  private static void sends(Lab lab, Wic wic, String token) {
    wic.sends(message(FAR_NUMBER).bearer(token));
    lab.core().receives(message()).nowhere(token);
    lab.core().answers(200);
    wic.receives(200);
  }
}
