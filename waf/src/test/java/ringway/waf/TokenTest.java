// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /token}: RFC 6749 §4.1.3, §5, §6, RFC 7636 §4.6, RFC 9068, RFC 9700 §4.14. */
class TokenTest {
  private static RunningWaf waf;

  @BeforeAll
  static void start() {
    waf = new RunningWaf();
  }

  @AfterAll
  static void stop() {
    waf.close();
  }

  @Test
  void codeWithItsVerifierBringsTokens() {
    HttpResponse<String> answer = waf.exchange(waf.code());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(RunningWaf.json(answer))
        .containsEntry("token_type", "Bearer")
        .containsEntry("expires_in", 600L)
        .containsEntry("scope", "openid ims.register")
        .containsKeys("access_token", "refresh_token", "id_token");
  }

  @Test
  void accessTokenIsSignedAndSaysWhoMayRegisterWithWhat() throws Exception {
    Map<String, Object> answer = RunningWaf.json(waf.exchange(waf.code()));
    SignedJWT token = SignedJWT.parse((String) answer.get("access_token"));

    assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
    var key = waf.keys().getKeyByKeyId(token.getHeader().getKeyID());
    assertThat(token.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
    assertThat(key.isPrivate()).isFalse();
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo(waf.issuer);
    assertThat(claims.getAudience()).containsExactly("sip:ims.example.net");
    assertThat(claims.getSubject()).isEqualTo("alice");
    assertThat(claims.getStringClaim("client_id")).isEqualTo("wwsf");
    assertThat(claims.getStringClaim("wwsf")).isEqualTo("wwsf");
    assertThat(claims.getStringClaim("scope")).isEqualTo("openid ims.register");
    assertThat(claims.getStringClaim("impi")).isEqualTo("alice@ims.example.net");
    assertThat(claims.getStringListClaim("impus"))
        .isEqualTo(List.of("sip:alice@ims.example.net", "tel:+15550101"));
    assertThat(claims.getJWTID()).isNotBlank();
    assertThat(
            Duration.between(
                    claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant())
                .toSeconds())
        .isEqualTo(answer.get("expires_in"));
  }

  @Test
  void idTokenAnswersTheNonceOfTheRequest() throws Exception {
    Map<String, Object> answer = RunningWaf.json(waf.exchange(waf.code()));
    SignedJWT token = SignedJWT.parse((String) answer.get("id_token"));

    assertThat(token.getHeader().getType().getType()).isEqualTo("JWT");
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("wwsf");
    assertThat(token.getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("the nonce");
    assertThat(token.getJWTClaimsSet().getStringClaim("impi")).isEqualTo("alice@ims.example.net");
  }

  @ParameterizedTest
  @CsvSource({
    "code_verifier, dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX",
    "redirect_uri, http://localhost:8080/other",
  })
  void codeWithAWrongProofIsRefusedAndSpent(String field, String wrong) {
    String code = waf.code();
    Map<String, String> fields = RunningWaf.exchangeFields(code);
    fields.put(field, wrong);

    assertInvalidGrant(waf.token(fields));
    assertInvalidGrant(waf.exchange(code));
  }

  @ParameterizedTest
  @CsvSource({"code_verifier", "redirect_uri"})
  void codeWithoutAProofIsRefused(String field) {
    Map<String, String> fields = RunningWaf.exchangeFields(waf.code());
    fields.remove(field);

    assertInvalidGrant(waf.token(fields));
  }

  @Test
  void replayedCodeIsRefusedAndEndsTheTokensOfItsFirstUse() {
    String code = waf.code();
    Map<String, Object> first = RunningWaf.json(waf.exchange(code));

    assertInvalidGrant(waf.exchange(code));
    assertInvalidGrant(waf.refresh((String) first.get("refresh_token")));
  }

  @Test
  void codeOfAnotherClientIsRefused() {
    HttpResponse<String> answer =
        waf.post(
            "/token",
            RunningWaf.exchangeFields(waf.code()),
            "Authorization",
            RunningWaf.basic("other", RunningWaf.SECRET));

    assertInvalidGrant(answer);
  }

  @Test
  void codeEndsAfterAMinute() {
    try (RunningWaf own = new RunningWaf()) {
      String code = own.code();
      own.clock.advance(Duration.ofSeconds(61));

      assertInvalidGrant(own.exchange(code));
    }
  }

  @Test
  void refreshTokenBringsNewTokensAndItsSuccessor() throws Exception {
    Map<String, Object> first = RunningWaf.json(waf.exchange(waf.code()));
    HttpResponse<String> answer = waf.refresh((String) first.get("refresh_token"));
    Map<String, Object> second = RunningWaf.json(answer);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(second.get("refresh_token")).isNotEqualTo(first.get("refresh_token"));
    assertThat(second.get("access_token")).isNotEqualTo(first.get("access_token"));
    SignedJWT idToken = SignedJWT.parse((String) second.get("id_token"));
    assertThat(idToken.getJWTClaimsSet().getClaims()).doesNotContainKey("nonce");
    assertThat(waf.refresh((String) second.get("refresh_token")).statusCode()).isEqualTo(200);
  }

  @Test
  void replayedRefreshTokenEndsItsWholeFamily() {
    Map<String, Object> first = RunningWaf.json(waf.exchange(waf.code()));
    Map<String, Object> second = RunningWaf.json(waf.refresh((String) first.get("refresh_token")));

    assertInvalidGrant(waf.refresh((String) first.get("refresh_token")));
    assertInvalidGrant(waf.refresh((String) second.get("refresh_token")));
  }

  @Test
  void refreshTokenOfAnotherClientIsRefusedAndStaysGoodForItsOwn() {
    String token = (String) RunningWaf.json(waf.exchange(waf.code())).get("refresh_token");

    assertInvalidGrant(
        waf.post(
            "/token",
            Map.of("grant_type", "refresh_token", "refresh_token", token),
            "Authorization",
            RunningWaf.basic("other", RunningWaf.SECRET)));
    assertThat(waf.refresh(token).statusCode()).isEqualTo(200);
  }

  @Test
  void refreshEndsWithTheSignInsLife() {
    try (RunningWaf own = new RunningWaf(Map.of("RINGWAY_WAF_REFRESHLIFE", "1h"))) {
      String token = (String) RunningWaf.json(own.exchange(own.code())).get("refresh_token");
      own.clock.advance(Duration.ofMinutes(59));
      token = (String) RunningWaf.json(own.refresh(token)).get("refresh_token");
      own.clock.advance(Duration.ofMinutes(2));

      assertInvalidGrant(own.refresh(token));
    }
  }

  @Test
  void refreshCanNarrowTheScopeButNotWidenIt() {
    String token = (String) RunningWaf.json(waf.exchange(waf.code())).get("refresh_token");
    HttpResponse<String> wider =
        waf.token(Map.of("grant_type", "refresh_token", "refresh_token", token, "scope", "admin"));
    HttpResponse<String> narrower =
        waf.token(
            Map.of("grant_type", "refresh_token", "refresh_token", token, "scope", "ims.register"));

    assertError(wider, 400, "invalid_scope");
    assertThat(RunningWaf.json(narrower)).containsEntry("scope", "ims.register");
  }

  @ParameterizedTest
  @CsvSource({"wwsf, wrong", "stranger, a-secret-only-for-tests", "'', ''"})
  void clientThatIsNotWhoItSaysGets401WithAChallenge(String client, String secret) {
    HttpResponse<String> answer =
        waf.post(
            "/token",
            RunningWaf.exchangeFields("x"),
            "Authorization",
            RunningWaf.basic(client, secret));

    assertError(answer, 401, "invalid_client");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic");
  }

  @Test
  void clientWithoutAuthenticationGets401() {
    assertError(waf.post("/token", RunningWaf.exchangeFields("x")), 401, "invalid_client");
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type=password&username=alice&password=x, unsupported_grant_type",
    "grant_type=client_credentials, invalid_scope",
    "grant_type=of_tomorrow, unsupported_grant_type",
    "grant_type=authorization_code, invalid_request",
    "grant_type=refresh_token, invalid_request",
    "code=x, invalid_request",
    "'', invalid_request",
    "grant_type=refresh_token&refresh_token=a&refresh_token=b, invalid_request",
    "grant_type=refresh_token&refresh_token=unknown, invalid_grant",
    "grant_type=authorization_code&code=unknown, invalid_grant",
  })
  void requestThatMakesNoSenseGetsThePreciseError(String body, String error) {
    HttpResponse<String> answer =
        waf.postRaw(
            "/token",
            body,
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Authorization",
            RunningWaf.basic("wwsf", RunningWaf.SECRET));

    assertError(answer, 400, error);
  }

  @Test
  void bodyThatIsNotAFormIsRefused() {
    HttpResponse<String> answer =
        waf.postRaw(
            "/token",
            "{}",
            "Content-Type",
            "application/json",
            "Authorization",
            RunningWaf.basic("wwsf", RunningWaf.SECRET));

    assertError(answer, 400, "invalid_request");
  }

  @Test
  void bodyOverTheLimitIsRefused() {
    assertThat(waf.postRaw("/token", "x".repeat(70_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void getIsNotAllowed() {
    assertThat(waf.get("/token").statusCode()).isEqualTo(405);
  }

  private static void assertInvalidGrant(HttpResponse<String> answer) {
    assertError(answer, 400, "invalid_grant");
  }

  private static void assertError(HttpResponse<String> answer, int status, String error) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(RunningWaf.json(answer))
        .containsEntry("error", error)
        .containsKey("error_description")
        .doesNotContainKey("access_token");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }
}
