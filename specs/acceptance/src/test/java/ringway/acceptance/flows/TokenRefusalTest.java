// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.register;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.actors.TokenDraft;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.runtime.ladder.Ladder;

/** Tokens that are no good, and what must not happen then: RFC 8898 §2.2, RFC 9068 §4. */
@ExtendWith(FlowExtension.class)
class TokenRefusalTest {
  private static final String INVALID_TOKEN = ".*error=\"invalid_token\".*";

  /** Sends the token, wants the refusal and the challenge, and nothing on Mw. */
  private static Received refused(Lab lab, String token, String challenge) {
    Wic wic = lab.wic(ALICE);
    wic.sends(register().bearer(token));
    Received refusal =
        wic.receives(401)
            .matching("WWW-Authenticate", "Bearer .*realm=\"ims.example.net\".*")
            .matching("WWW-Authenticate", challenge)
            .nowhere(token);
    lab.core().receivesNothing();
    return refusal;
  }

  @Test
  @Covers({"E04", "E05"})
  void withoutATokenTheChallengeNamesTheWafAndTheScope(Lab lab) {
    Wic wic = lab.wic(ALICE);

    wic.sends(register());
    wic.receives(401)
        .matching("WWW-Authenticate", "Bearer .*realm=\"ims.example.net\".*")
        .matching("WWW-Authenticate", ".*authz_server=\"" + lab.waf().issuer() + "\".*")
        .matching("WWW-Authenticate", ".*scope=\"ims.register\".*")
        .matching("WWW-Authenticate", "(?!.*error=).*");
    lab.core().receivesNothing();
  }

  @Test
  @Covers("E06")
  void anExpiredTokenIsRefused(Lab lab) {
    refused(lab, lab.waf().token(ALICE).expiringIn(Duration.ofHours(-1)).text(), INVALID_TOKEN);
  }

  @Test
  @Covers("E07")
  void aTokenSignedBySomebodyElseIsRefused(Lab lab) {
    refused(lab, lab.waf().token(ALICE).signedByStranger().text(), INVALID_TOKEN);
  }

  @Test
  @Covers("E08")
  void aTokenWithoutSignatureIsRefused(Lab lab) {
    refused(lab, lab.waf().token(ALICE).unsigned(), INVALID_TOKEN);
  }

  @Test
  @Covers("E08")
  void aTokenSignedWithThePublicKeyAsSecretIsRefused(Lab lab) {
    refused(lab, lab.waf().token(ALICE).signedWithPublicKeyAsSecret(), INVALID_TOKEN);
  }

  @Test
  @Covers("E09")
  void aTokenForAnotherAudienceIsRefused(Lab lab) {
    refused(lab, lab.waf().token(ALICE).audience("https://mail.example").text(), INVALID_TOKEN);
  }

  @Test
  @Covers("E10")
  void aTokenOfAStrangeIssuerIsRefusedAndTheIssuerNeverAsked(Lab lab) {
    Ladder asked = new Ladder();
    try (TestWaf strange = TestWaf.start(asked)) {
      refused(lab, strange.token(ALICE).text(), INVALID_TOKEN);
      assertThat(asked.rungs()).isEmpty();
    }
  }

  @Test
  @Covers("E11")
  void anIdTokenIsNoAccessToken(Lab lab) {
    refused(lab, lab.waf().token(ALICE).type("JWT").text(), INVALID_TOKEN);
  }

  @Test
  @Covers("E13")
  void aTokenWithoutTheScopeIsRefusedByThatName(Lab lab) {
    TokenDraft mail = lab.waf().token(ALICE).claim("scope", "openid mail");
    refused(lab, mail.text(), ".*error=\"invalid_scope\".*");
  }

  @Test
  @Covers("E14")
  void alicesTokenDoesNotRegisterBob(Lab lab) {
    Wic bob = lab.wic(BOB);

    bob.sends(register().bearer(lab.token(ALICE)));
    bob.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("E14")
  void alicesTokenDoesNotRegisterBobUnderAlicesFrom(Lab lab) {
    Wic alice = lab.wic(ALICE);

    alice.sends(register().bearer(lab.token(ALICE)).header("To", "<" + BOB.impu() + ">"));
    alice.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("E15")
  void aConnectionOfOneImpiIsNotTakenOverByAnother(Lab lab) {
    Wic wic = lab.registered(ALICE);
    TokenDraft sameNumbersOtherImpi =
        lab.waf().token(ALICE).claim("impi", "alice-tablet@ims.example.net");

    wic.sends(register().bearer(sameNumbersOtherImpi.text()));
    wic.receives(403);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("E35")
  void hugeEmptyAndDoubledCredentialsAreRefused(Lab lab) {
    lab.with("w2.max-message", "64KiB");
    for (String credentials :
        List.of(
            "Bearer",
            "Bearer ",
            "Bearer access_token=\"\"",
            "Bearer a b",
            "Bearer %00",
            "Bearer \u0001\u0002")) {
      Wic wic = lab.wic(ALICE);
      wic.sends(register().header("Authorization", credentials));
      assertThat(wic.receivesRefusalOrClose()).isIn(400, 401, 1007);
    }
    Wic huge = lab.wic(ALICE);
    huge.sends(register().bearer("x".repeat(60_000)));
    assertThat(huge.receivesRefusalOrClose()).isIn(400, 401, 1007);
    Wic doubled = lab.wic(ALICE);
    doubled.sends(register().bearer(lab.token(ALICE)).bearer(lab.token(ALICE)));
    assertThat(doubled.receivesRefusalOrClose()).isIn(400, 401, 1007);
    lab.core().receivesNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbled", "a.b.c", "eyJhbGciOiJFUzI1NiJ9..", "e30.e30.e30"})
  @Covers("E07")
  void aGarbledTokenIsRefused(String token, Lab lab) {
    refused(lab, token, INVALID_TOKEN);
  }

  @Test
  @Covers("E36")
  void theTokenIsInNoLogLine(Lab lab) {
    try (LogLines log = LogLines.watch()) {
      String good = lab.token(ALICE);
      Wic wic = lab.wic(ALICE);
      wic.sends(register().bearer(good));
      lab.core().receives(register());
      lab.core().answers(200);
      wic.receives(200);
      String bad = lab.waf().token(ALICE).audience("elsewhere").text();
      wic.sends(register().bearerAsParameter(bad));
      wic.receives(401);
      wic.sendsRaw("BROKEN sip:x SIP/2.0\r\nAuthorization: Bearer " + good + "\r\n\r\n");

      lab.core().receivesNothing();
      assertThat(log.lines())
          .isNotEmpty()
          .noneMatch(line -> line.contains(good))
          .noneMatch(line -> line.contains(bad));
    }
  }
}
