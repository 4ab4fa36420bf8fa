// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.waf.oauth.TokenForm;

/** What is told of tokens and how they end: RFC 7662, RFC 7009, OpenID Connect Core §5.3. */
class IssuedTokenTest {
  private static RunningWaf waf;

  @BeforeAll
  static void start() {
    waf =
        new RunningWaf(
            Map.of(),
            TestClients.of("edge", TestClients.secret(), TokenForm.JWT, true, false),
            TestClients.of("opaque", TestClients.secret(), TokenForm.REFERENCE, false, false));
  }

  @AfterAll
  static void stop() {
    waf.close();
  }

  private static Map<String, Object> tokens(String client) {
    Map<String, String> request = RunningWaf.request();
    request.put("client_id", client);
    Map<String, String> form =
        new LinkedHashMap<>(RunningWaf.hiddenFields(waf.authorize(request).body()));
    form.put("username", "alice");
    form.put("password", "correct horse");
    String code = RunningWaf.query(waf.post("/login", form)).get("code");
    return RunningWaf.json(as(client, "/token", RunningWaf.exchangeFields(code)));
  }

  private static HttpResponse<String> as(String client, String path, Map<String, String> fields) {
    return waf.post(path, fields, "Authorization", RunningWaf.basic(client, RunningWaf.SECRET));
  }

  private static Map<String, Object> introspect(Object token) {
    HttpResponse<String> answer = as("edge", "/introspect", Map.of("token", (String) token));
    assertThat(answer.statusCode()).isEqualTo(200);
    return RunningWaf.json(answer);
  }

  private static void assertInactive(Object token) {
    assertThat(introspect(token)).isEqualTo(Map.of("active", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wwsf", "opaque"})
  void liveTokenIsDescribedWhateverItsForm(String client) {
    Map<String, Object> told = introspect(tokens(client).get("access_token"));

    assertThat(told)
        .containsEntry("active", true)
        .containsEntry("client_id", client)
        .containsEntry("sub", "alice")
        .containsEntry("iss", waf.issuer)
        .containsEntry("scope", "openid ims.register")
        .containsEntry("impi", "alice@ims.example.net")
        .containsEntry("impus", List.of("sip:alice@ims.example.net", "tel:+15550101"))
        .containsKeys("aud", "exp", "iat", "jti", "sid");
    assertThat((Long) told.get("exp") - (Long) told.get("iat")).isEqualTo(600);
  }

  @Test
  void referenceTokenSaysNothingByItself() {
    assertThat((String) tokens("opaque").get("access_token")).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void tokensThatAreNoneAreInactiveWithoutAReason() {
    Map<String, Object> tokens = tokens("wwsf");
    String jwt = (String) tokens.get("access_token");

    assertInactive("unknown");
    assertInactive("a.b.c");
    assertInactive(jwt.substring(0, jwt.length() - 8) + "AAAAAAAA");
    assertInactive(tokens.get("refresh_token"));
    assertInactive(tokens.get("id_token"));
  }

  @Test
  void expiredTokensAreInactive() {
    try (RunningWaf own =
        new RunningWaf(
            Map.of(), TestClients.of("edge", TestClients.secret(), TokenForm.JWT, true, false))) {
      String token = (String) RunningWaf.json(own.exchange(own.code())).get("access_token");
      own.clock.advance(Duration.ofMinutes(11));

      assertThat(
              own.post(
                      "/introspect",
                      Map.of("token", token),
                      "Authorization",
                      RunningWaf.basic("edge", RunningWaf.SECRET))
                  .body())
          .isEqualTo("{\"active\":false}");
    }
  }

  @Test
  void introspectionIsForThoseWhoMay() {
    Map<String, String> fields = Map.of("token", "x");

    assertThat(waf.post("/introspect", fields).statusCode()).isEqualTo(401);
    assertThat(as("wwsf", "/introspect", fields).statusCode()).isEqualTo(403);
    assertThat(RunningWaf.json(as("edge", "/introspect", Map.of("x", "y"))))
        .containsEntry("error", "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wwsf", "opaque"})
  void revokedAccessTokenIsInactive(String client) {
    String token = (String) tokens(client).get("access_token");

    assertThat(as(client, "/revoke", Map.of("token", token)).statusCode()).isEqualTo(200);
    assertInactive(token);
  }

  @Test
  void revokedRefreshTokenEndsItsWholeSession() {
    Map<String, Object> tokens = tokens("wwsf");
    String refresh = (String) tokens.get("refresh_token");

    assertThat(as("wwsf", "/revoke", Map.of("token", refresh)).statusCode()).isEqualTo(200);
    assertInactive(tokens.get("access_token"));
    assertThat(waf.refresh(refresh).statusCode()).isEqualTo(400);
  }

  @Test
  void replayedRefreshTokenEndsAccessTokensToo() {
    Map<String, Object> first = tokens("wwsf");
    Map<String, Object> second = RunningWaf.json(waf.refresh((String) first.get("refresh_token")));
    waf.refresh((String) first.get("refresh_token"));

    assertInactive(first.get("access_token"));
    assertInactive(second.get("access_token"));
  }

  @Test
  void replayedCodeEndsTheAccessTokenOfItsFirstUse() {
    String code = waf.code();
    Map<String, Object> first = RunningWaf.json(waf.exchange(code));
    waf.exchange(code);

    assertInactive(first.get("access_token"));
  }

  @Test
  void unknownTokenIsAsGoodAsRevoked() {
    assertThat(
            as("wwsf", "/revoke", Map.of("token", "x", "token_type_hint", "of_tomorrow"))
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token"})
  void tokenOfAnotherClientIsNotRevoked(String kind) {
    Map<String, Object> tokens = tokens("wwsf");
    HttpResponse<String> answer =
        as("other", "/revoke", Map.of("token", (String) tokens.get(kind)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningWaf.json(answer)).containsEntry("error", "unauthorized_client");
    assertThat(introspect(tokens.get("access_token"))).containsEntry("active", true);
  }

  @Test
  void strangersCannotRevoke() {
    assertThat(waf.post("/revoke", Map.of("token", "x")).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wwsf", "opaque"})
  void userInfoTellsWhoTheUserIsInThreeWays(String client) {
    String token = (String) tokens(client).get("access_token");
    HttpResponse<String> inHeader =
        waf.post("/userinfo", Map.of(), "Authorization", "Bearer " + token);
    HttpResponse<String> inForm = waf.post("/userinfo", Map.of("access_token", token));
    HttpResponse<String> both =
        waf.post("/userinfo", Map.of("access_token", token), "Authorization", "Bearer " + token);

    assertThat(RunningWaf.json(inHeader))
        .containsEntry("sub", "alice")
        .containsEntry("impi", "alice@ims.example.net");
    assertThat(inForm.body()).isEqualTo(inHeader.body());
    assertThat(waf.get("/userinfo", "Authorization", "Bearer " + token).body())
        .isEqualTo(inHeader.body());
    assertThat(both.statusCode()).isEqualTo(400);
  }

  @Test
  void userInfoIsForTokensOnly() {
    HttpResponse<String> nothing = waf.get("/userinfo");
    HttpResponse<String> wrong = waf.get("/userinfo", "Authorization", "Bearer x");

    assertThat(nothing.statusCode()).isEqualTo(401);
    assertThat(nothing.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer")
        .doesNotContain("error");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("error=\"invalid_token\"");
  }

  @Test
  void tokenWithoutTheScopeOpenidTellsNothing() {
    HttpResponse<String> client = as("edge", "/token", Map.of("grant_type", "client_credentials"));
    String token = (String) RunningWaf.json(client).get("access_token");
    HttpResponse<String> answer = waf.get("/userinfo", "Authorization", "Bearer " + token);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(RunningWaf.json(answer)).containsEntry("error", "insufficient_scope");
  }
}
