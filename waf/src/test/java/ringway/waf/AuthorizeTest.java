// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9700 §2.1: which authorization requests get the form. */
class AuthorizeTest {
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
  void goodRequestGetsTheLoginPage() {
    HttpResponse<String> page = waf.authorize(RunningWaf.request());

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<form method=\"post\" action=\"/login\">");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/callback/",
        "http://localhost:8080/callback?x=1",
        "http://localhost:8080/Callback",
        "http://localhost:9999/callback",
        "http://evil.localhost:8080/callback",
        "https://localhost:8080/callback",
        "javascript:alert(1)"
      })
  void redirectUriThatIsNotTheRegisteredOneIsNeverRedirectedTo(String uri) {
    Map<String, String> request = RunningWaf.request();
    request.put("redirect_uri", uri);

    HttpResponse<String> answer = waf.authorize(request);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.body()).doesNotContain(uri);
  }

  @Test
  void missingRedirectUriIsRefusedOnThePage() {
    assertRefusedOnPage(without("redirect_uri"));
  }

  @Test
  void unknownClientIsRefusedOnThePage() {
    assertRefusedOnPage(with("client_id", "stranger"));
  }

  @Test
  void repeatedParameterIsRefusedOnThePage() {
    HttpResponse<String> answer =
        waf.get("/authorize?" + RunningWaf.encode(RunningWaf.request()) + "&client_id=other");

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void requestWithoutChallengeIsRefusedToTheClient() {
    assertRefusedToClient(without("code_challenge"), "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "code_challenge_method, plain, invalid_request",
    "code_challenge, too-short, invalid_request",
    "response_type, token, unsupported_response_type",
    "response_type, code id_token, unsupported_response_type",
    "scope, openid admin, invalid_scope",
    "response_mode, fragment, invalid_request",
    "prompt, none, login_required",
    "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
    "request_uri, https://evil.example/r, request_uri_not_supported",
  })
  void requestTheServerCannotServeIsRefusedToTheClient(String name, String value, String error) {
    assertRefusedToClient(with(name, value), error);
  }

  @Test
  void missingChallengeMethodMeansPlainAndIsRefused() {
    assertRefusedToClient(without("code_challenge_method"), "invalid_request");
  }

  @Test
  void missingScopeIsRefusedToTheClient() {
    assertRefusedToClient(without("scope"), "invalid_scope");
  }

  @Test
  void unknownParametersAreIgnored() {
    assertThat(waf.authorize(with("claims_of_tomorrow", "x")).statusCode()).isEqualTo(200);
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> request = RunningWaf.request();
    request.put(name, value);
    return request;
  }

  private static Map<String, String> without(String name) {
    Map<String, String> request = RunningWaf.request();
    request.remove(name);
    return request;
  }

  private static void assertRefusedOnPage(Map<String, String> request) {
    HttpResponse<String> answer = waf.authorize(request);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
  }

  private static void assertRefusedToClient(Map<String, String> request, String error) {
    HttpResponse<String> answer = waf.authorize(request);

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .startsWith(RunningWaf.CALLBACK + "?");
    assertThat(RunningWaf.query(answer))
        .containsEntry("error", error)
        .containsEntry("state", "the state")
        .containsEntry("iss", waf.issuer)
        .containsKey("error_description")
        .doesNotContainKey("code");
  }
}
