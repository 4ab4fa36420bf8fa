// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The login page and its form. */
class LoginPageTest {
  private RunningWaf waf;

  @BeforeEach
  void start() {
    waf = new RunningWaf();
  }

  @AfterEach
  void stop() {
    waf.close();
  }

  @Test
  void pageForbidsScriptsFramesAndForeignForms() {
    HttpResponse<String> page = waf.authorize(RunningWaf.request());

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
        .contains("form-action 'self' http://localhost:8080")
        .doesNotContain("unsafe", "script-src");
    assertThat(page.body()).doesNotContain("<script", "style=", "onclick");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void pageNamesItsLanguageItsFieldsAndItsPurpose() {
    String page = waf.authorize(RunningWaf.request()).body();

    assertThat(page)
        .contains("<html lang=\"en\">", "<title>Sign in</title>", "<h1>Sign in</h1>")
        .contains("<label for=\"username\">", "id=\"username\"", "autocomplete=\"username\"")
        .contains("<label for=\"password\">", "id=\"password\"", "current-password");
    assertThat(waf.get("/login.css").headers().firstValue("Content-Type"))
        .hasValue("text/css; charset=utf-8");
  }

  @Test
  void cookieIsKeptFromScriptsAndNamedApartFromTheWwsfs() {
    HttpResponse<String> page = waf.authorize(RunningWaf.request());

    assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("ringway_waf=")
        .contains("HttpOnly", "SameSite=Lax", "Path=/");
  }

  @Test
  void textFromTheRequestIsEscaped() {
    Map<String, String> request = RunningWaf.request();
    request.put("login_hint", "\"><script>alert(1)</script>");

    assertThat(waf.authorize(request).body())
        .doesNotContain("<script>")
        .contains("&quot;&gt;&lt;script&gt;");
  }

  @Test
  void goodPasswordLeadsBackWithCodeStateAndIssuer() {
    HttpResponse<String> answer = waf.post("/login", waf.loginForm("alice", "correct horse"));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(RunningWaf.query(answer))
        .containsEntry("state", "the state")
        .containsEntry("iss", waf.issuer)
        .containsOnlyKeys("code", "state", "iss");
  }

  @Test
  void wrongPasswordAndUnknownUserSayTheSame() {
    HttpResponse<String> wrong = waf.post("/login", waf.loginForm("alice", "wrong"));
    HttpResponse<String> unknown = waf.post("/login", waf.loginForm("alicf", "wrong"));

    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(wrong.body()).contains("role=\"alert\"", "value=\"alice\"").doesNotContain("wrong");
    assertThat(unknown.statusCode()).isEqualTo(403);
    assertThat(unknown.body().replace("alicf", "alice")).isEqualTo(wrong.body());
  }

  @Test
  void formWithoutTheBrowsersCookieIsRefused() {
    Map<String, String> form = waf.loginForm("alice", "correct horse");
    waf.anotherBrowser();

    assertThat(waf.post("/login", form).statusCode()).isEqualTo(403);
  }

  @Test
  void formOfAnotherBrowserIsRefused() {
    Map<String, String> form = waf.loginForm("alice", "correct horse");
    waf.anotherBrowser();
    waf.authorize(RunningWaf.request());

    HttpResponse<String> answer = waf.post("/login", form);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void requestChangedInTheFormIsJudgedAgain() {
    Map<String, String> form = waf.loginForm("alice", "correct horse");
    Map<String, String> request = RunningWaf.request();
    request.put("redirect_uri", "http://evil.example/callback");
    form.put("request", RunningWaf.encode(request));

    HttpResponse<String> answer = waf.post("/login", form);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void twoTabsOfOneBrowserCanSignInSideBySide() {
    Map<String, String> first = waf.loginForm("alice", "correct horse");
    Map<String, String> second = waf.loginForm("bob", "battery");

    assertThat(waf.post("/login", first).statusCode()).isEqualTo(303);
    assertThat(waf.post("/login", second).statusCode()).isEqualTo(303);
  }

  @Test
  void afterFiveWrongPasswordsEvenTheRightOneHasToWaitAMinute() {
    for (int i = 0; i < 5; i++) {
      assertThat(waf.post("/login", waf.loginForm("alice", "wrong")).statusCode()).isEqualTo(403);
    }

    HttpResponse<String> limited = waf.post("/login", waf.loginForm("alice", "correct horse"));
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).hasValue("60");
    assertThat(waf.post("/login", waf.loginForm("bob", "battery")).statusCode()).isEqualTo(303);

    waf.clock.advance(Duration.ofSeconds(61));
    assertThat(waf.post("/login", waf.loginForm("alice", "correct horse")).statusCode())
        .isEqualTo(303);
  }

  @Test
  void signingInClearsTheCountOfWrongPasswords() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 4; i++) {
        waf.post("/login", waf.loginForm("alice", "wrong"));
      }
      assertThat(waf.post("/login", waf.loginForm("alice", "correct horse")).statusCode())
          .isEqualTo(303);
    }
  }
}
