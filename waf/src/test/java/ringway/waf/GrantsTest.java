// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.waf.oauth.TokenForm;

/** Grants without a browser: RFC 6749 §4.4, RFC 8693. */
class GrantsTest {
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String TYPES = "urn:ietf:params:oauth:token-type:";
  private static final String UPSTREAM = "https://accounts.example.com";
  private static HttpServer keys;
  private static RunningWaf waf;

  @BeforeAll
  static void start() {
    keys = TestClients.publishKeys();
    waf =
        new RunningWaf(
            Map.of(
                "RINGWAY_WAF_OAUTH_TRUSTEDISSUERS",
                "[{issuer: '%s', jwks-uri: '%s', audiences: [ringway]}]"
                    .formatted(UPSTREAM, TestClients.jwksOf(keys))),
            TestClients.of("service", TestClients.secret()),
            TestClients.of("trader", TestClients.secret(), TokenForm.JWT, false, true));
  }

  @AfterAll
  static void stop() {
    waf.close();
    keys.stop(0);
  }

  @Test
  void clientGetsATokenOfItsOwnForThisServerOnly() throws Exception {
    HttpResponse<String> answer = as("service", Map.of("grant_type", "client_credentials"));
    Map<String, Object> body = RunningWaf.json(answer);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(body).containsEntry("scope", "pool").doesNotContainKeys("refresh_token", "id_token");
    JWTClaimsSet claims = SignedJWT.parse((String) body.get("access_token")).getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("service");
    assertThat(claims.getAudience()).containsExactly(waf.issuer);
    assertThat(claims.getClaims()).doesNotContainKeys("impi", "impus");
  }

  @ParameterizedTest
  @CsvSource({
    "scope, ims.register, invalid_scope",
    "scope, openid, invalid_scope",
    "scope, admin, invalid_scope",
    "resource, sip:elsewhere.example, invalid_target"
  })
  void clientCannotSpeakForUsersOrOtherTargets(String name, String value, String error) {
    assertRefused(as("service", Map.of("grant_type", "client_credentials", name, value)), error);
  }

  @ParameterizedTest
  @CsvSource({"password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer"})
  void otherGrantsAreNotThere(String grant) {
    assertRefused(as("service", Map.of("grant_type", grant)), "unsupported_grant_type");
  }

  @Test
  void tokenOfATrustedIssuerNeedsALinkedUser() {
    assertThat(refusal(subject("nobody"), "id_token")).contains("no user here is linked");
  }

  @Test
  void clientThatMayNotExchangeIsRefused() {
    assertRefused(
        as("service", exchange(sign("JWT", subject("s")), "id_token")), "unauthorized_client");
  }

  @Test
  void subjectTokenThatIsNotGoodIsRefusedWithTheReason() {
    assertThat(refusal(changed("iss", "https://evil.example"), "id_token"))
        .contains("issuer is not trusted");
    assertThat(refusal(changed("aud", "someone-else"), "id_token")).contains("aud");
    assertThat(refusal(changed("exp", Date.from(Instant.now().minusSeconds(300))), "id_token"))
        .contains("expired");
    assertThat(refusal(subject("s"), "access_token")).contains("typ");
    assertThat(refusal(subject("s"), "saml2")).contains("subject_token_type");
    assertThat(described(exchange("not a token", "id_token"))).contains("not a signed JWT");
    String forged = TestClients.signed(TestClients.STRANGE_KEY, "JWT", subject("s")).serialize();
    assertThat(described(exchange(forged, "id_token"))).contains("signature");
  }

  @ParameterizedTest
  @CsvSource({
    "actor_token, x, invalid_request",
    "requested_token_type, urn:ietf:params:oauth:token-type:refresh_token, invalid_request",
    "audience, sip:elsewhere.example, invalid_target",
    "scope, admin, invalid_scope",
    "subject_token, '', invalid_request",
  })
  void exchangeThatAsksForWhatThereIsNotIsRefused(String name, String value, String error) {
    Map<String, String> fields =
        new LinkedHashMap<>(exchange(sign("JWT", subject("s")), "id_token"));
    fields.put(name, value);

    assertRefused(as("trader", fields), error);
  }

  private static HttpResponse<String> as(String client, Map<String, String> fields) {
    return waf.post("/token", fields, "Authorization", RunningWaf.basic(client, RunningWaf.SECRET));
  }

  private static Map<String, Object> subject(String name) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", UPSTREAM);
    claims.put("sub", name);
    claims.put("aud", List.of("ringway"));
    claims.put("exp", Date.from(Instant.now().plusSeconds(300)));
    return claims;
  }

  private static Map<String, Object> changed(String name, Object value) {
    Map<String, Object> claims = subject("s");
    claims.put(name, value);
    return claims;
  }

  private static String sign(String type, Map<String, Object> claims) {
    return TestClients.signed(TestClients.KEY, type, claims).serialize();
  }

  private static Map<String, String> exchange(String token, String type) {
    return Map.of(
        "grant_type", EXCHANGE, "subject_token", token, "subject_token_type", TYPES + type);
  }

  private static String refusal(Map<String, Object> claims, String type) {
    return described(exchange(sign("JWT", claims), type));
  }

  private static String described(Map<String, String> fields) {
    HttpResponse<String> answer = as("trader", fields);
    assertRefused(answer, "invalid_request");
    return (String) RunningWaf.json(answer).get("error_description");
  }

  private static void assertRefused(HttpResponse<String> answer, String error) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(RunningWaf.json(answer))
        .containsEntry("error", error)
        .containsKey("error_description");
  }
}
