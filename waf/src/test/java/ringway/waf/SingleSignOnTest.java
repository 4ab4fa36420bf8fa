// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions at the WAF and their end (OpenID Connect Core §3.1.2.1, RP-Initiated Logout). */
class SingleSignOnTest {
  private static final String BACK = RunningWaf.BYE.toString();

  private RunningWaf waf = new RunningWaf(Map.of("RINGWAY_WAF_LOGIN_SESSIONLIFE", "8h"));

  @AfterEach
  void stop() {
    waf.close();
  }

  @Test
  void secondClientAndSilentRequestsNeedNoPassword() {
    waf.signIn();

    assertThat(code(Map.of("client_id", "other"))).isNotEmpty();
    assertThat(code(Map.of("prompt", "none"))).isNotEmpty();
  }

  @Test
  void otherBrowserHasNoPartInTheSession() {
    waf.signIn();
    waf.anotherBrowser();

    assertThat(RunningWaf.query(authorize(Map.of("prompt", "none"))))
        .containsEntry("error", "login_required");
  }

  @ParameterizedTest
  @CsvSource({
    "prompt, login",
    "prompt, select_account",
    "max_age, 0",
    "max_age, 60",
    "login_hint, bob"
  })
  void sessionDoesNotDoWhereTheUserHasToAct(String name, String value) {
    waf.signIn();
    waf.clock.advance(Duration.ofSeconds(61));

    assertThat(authorize(Map.of(name, value)).body()).contains("name=\"password\"");
    Map<String, String> silent = new HashMap<>(Map.of(name, value));
    if (!name.equals("prompt")) {
      silent.put("prompt", "none");
      assertThat(RunningWaf.query(authorize(silent))).containsEntry("error", "login_required");
    }
  }

  @ParameterizedTest
  @CsvSource({"max_age, 120", "login_hint, alice"})
  void sessionDoesWhereItFits(String name, String value) {
    waf.signIn();
    waf.clock.advance(Duration.ofSeconds(61));

    assertThat(code(Map.of(name, value))).isNotEmpty();
  }

  @Test
  void nothingShownAndSomethingShownCannotBothBeWanted() {
    assertThat(RunningWaf.query(authorize(Map.of("prompt", "none login"))))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void idTokenTellsWhenTheUserReallySignedIn() throws Exception {
    long first = authTime(idToken(waf.code()));
    waf.clock.advance(Duration.ofMinutes(10));

    assertThat(authTime(idToken(code(Map.of())))).isEqualTo(first);
  }

  @Test
  void sessionEndsInTime() {
    waf.signIn();
    waf.clock.advance(Duration.ofHours(8).plusSeconds(1));

    assertThat(authorize(Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void handleChangesWithEverySignIn() {
    HttpResponse<String> first = waf.post("/login", waf.loginForm("alice", "correct horse"));
    Map<String, String> form =
        new HashMap<>(RunningWaf.hiddenFields(authorize(Map.of("prompt", "login")).body()));
    form.put("username", "alice");
    form.put("password", "correct horse");
    HttpResponse<String> second = waf.post("/login", form);

    assertThat(session(second)).isNotEqualTo(session(first));
    waf.anotherBrowser();
    assertThat(waf.authorize(RunningWaf.request(), "Cookie", session(first)).statusCode())
        .isEqualTo(200);
    assertThat(waf.authorize(RunningWaf.request(), "Cookie", session(second)).statusCode())
        .isEqualTo(303);
  }

  @Test
  void clientThatShowsTheIdTokenSignsTheUserOutAndGetsTheBrowserBack() {
    String idToken = idToken(waf.code());

    HttpResponse<String> answer =
        logout(Map.of("id_token_hint", idToken, "post_logout_redirect_uri", BACK, "state", "a b"));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue(BACK + "?state=a+b");
    assertThat(authorize(Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void expiredIdTokenWillDo() {
    String idToken = idToken(waf.code());
    waf.clock.advance(Duration.ofHours(1));

    assertThat(
            logout(Map.of("id_token_hint", idToken, "post_logout_redirect_uri", BACK)).statusCode())
        .isEqualTo(303);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080/bye/",
    "http://localhost:8080/bye?x=1",
    "http://localhost:8080/callback",
    "https://evil.example/bye",
    "javascript:alert(1)"
  })
  void browserIsTakenNowhereThatIsNotRegistered(String uri) {
    String idToken = idToken(waf.code());

    HttpResponse<String> answer =
        logout(Map.of("id_token_hint", idToken, "post_logout_redirect_uri", uri));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.body()).contains("You are signed out").doesNotContain(uri);
  }

  @Test
  void withoutIdTokenTheUserIsAsked() {
    waf.signIn();

    HttpResponse<String> asked =
        logout(Map.of("client_id", "wwsf", "post_logout_redirect_uri", BACK));
    assertThat(asked.body()).contains("Sign out?", "<form method=\"post\" action=\"/logout\">");
    assertThat(code(Map.of("prompt", "none"))).isNotEmpty();

    HttpResponse<String> answer = waf.post("/logout", RunningWaf.hiddenFields(asked.body()));
    assertThat(answer.headers().firstValue("Location")).hasValue(BACK);
    assertThat(authorize(Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void foreignPageCannotSignTheUserOut() {
    waf.signIn();

    HttpResponse<String> answer = waf.post("/logout", Map.of("browser", "guessed"));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location").orElseThrow()).startsWith("/logout?");
    assertThat(code(Map.of("prompt", "none"))).isNotEmpty();
  }

  @Test
  void idTokenOfAnotherUserOrOfNobodyEndsNothing() {
    HttpResponse<String> bob = waf.post("/login", waf.loginForm("bob", "battery"));
    String bobs = idToken(RunningWaf.query(bob).get("code"));
    waf.anotherBrowser();
    Map<String, Object> tokens = RunningWaf.json(waf.exchange(waf.code()));
    String access = (String) tokens.get("access_token");
    String broken = ((String) tokens.get("id_token")).replaceAll("\\.[^.]*$", ".AAAA");

    for (String hint : new String[] {bobs, access, broken, "e30.e30.", "nonsense"}) {
      assertThat(logout(Map.of("id_token_hint", hint, "post_logout_redirect_uri", BACK)).body())
          .contains("Sign out?");
    }
    assertThat(code(Map.of("prompt", "none"))).isNotEmpty();
  }

  @Test
  void strangerIsRedirectedNowhereByTheWordsOfALink() {
    HttpResponse<String> answer =
        logout(Map.of("client_id", "wwsf", "post_logout_redirect_uri", BACK));

    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void repeatedParameterIsRefused() {
    assertThat(waf.get("/logout?state=a&state=b").statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> logout(Map<String, String> parameters) {
    return waf.get("/logout?" + RunningWaf.encode(parameters));
  }

  private HttpResponse<String> authorize(Map<String, String> more) {
    Map<String, String> request = new LinkedHashMap<>(RunningWaf.request());
    request.putAll(more);
    return waf.authorize(request);
  }

  private String code(Map<String, String> more) {
    HttpResponse<String> answer = authorize(more);
    assertThat(answer.statusCode()).isEqualTo(303);
    return RunningWaf.query(answer).get("code");
  }

  private String idToken(String code) {
    return (String) RunningWaf.json(waf.exchange(code)).get("id_token");
  }

  private static long authTime(String idToken) throws java.text.ParseException {
    return com.nimbusds.jwt.SignedJWT.parse(idToken).getJWTClaimsSet().getLongClaim("auth_time");
  }

  private static String session(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith("ringway_waf_session="))
        .findFirst()
        .orElseThrow()
        .split(";")[0];
  }
}
