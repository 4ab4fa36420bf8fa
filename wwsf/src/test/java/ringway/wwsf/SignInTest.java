// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.http.HttpReply;

/** {@code /login} and {@code /callback}: RFC 6749 §4.1, §10.12, RFC 7636, RFC 9207. */
class SignInTest {
  private RunningWwsf wwsf;

  @BeforeEach
  void start() {
    wwsf = new RunningWwsf();
  }

  @AfterEach
  void stop() {
    wwsf.close();
  }

  @Test
  void loginLeadsToTheWafWithPkceStateAndNonce() {
    HttpResponse<String> answer = wwsf.get("/login");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(RunningWwsf.location(answer).orElseThrow())
        .startsWith(wwsf.provider.issuer() + "/authorize?");
    assertThat(RunningWwsf.query(answer))
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "wwsf")
        .containsEntry("redirect_uri", wwsf.address + "/callback")
        .containsEntry("scope", "openid ims.register")
        .containsEntry("code_challenge_method", "S256")
        .containsKeys("code_challenge", "state", "nonce");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void silentLoginAsksTheWafToShowNothing() {
    assertThat(RunningWwsf.query(wwsf.get("/login?prompt=none"))).containsEntry("prompt", "none");
    assertThat(RunningWwsf.query(wwsf.get("/login"))).doesNotContainKey("prompt");
    assertThat(RunningWwsf.query(wwsf.get("/login?prompt=login"))).doesNotContainKey("prompt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"login_required", "interaction_required"})
  void silentLoginOfSomebodyTheWafDoesNotKnowLeadsBackWithoutAWord(String error) {
    Map<String, String> answer = wwsf.answerTo(RunningWwsf.query(wwsf.get("/login?prompt=none")));
    answer.remove("code");
    answer.put("error", error);
    HttpResponse<String> back = wwsf.callback(answer);

    assertThat(back.statusCode()).isEqualTo(302);
    assertThat(RunningWwsf.location(back)).hasValue("/");
    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }

  @Test
  void silentLoginThatFailsForAnotherReasonSaysSo() {
    Map<String, String> answer = wwsf.answerTo(RunningWwsf.query(wwsf.get("/login?prompt=none")));
    answer.remove("code");
    answer.put("error", "server_error");

    assertNotSignedIn(wwsf.callback(answer), 502);
  }

  @Test
  void silentLoginOfSomebodyTheWafKnowsOpensASession() {
    Map<String, String> request = RunningWwsf.query(wwsf.get("/login?prompt=none"));
    wwsf.provider.authorized(request);
    wwsf.callback(wwsf.answerTo(request));

    assertThat(wwsf.access().statusCode()).isEqualTo(200);
  }

  @Test
  void eachLoginHasSecretsOfItsOwn() {
    Map<String, String> first = wwsf.login();
    Map<String, String> second = wwsf.login();

    for (String secret : List.of("state", "nonce", "code_challenge")) {
      assertThat(first.get(secret)).isNotEqualTo(second.get(secret));
    }
  }

  @Test
  void goodAnswerOpensASessionAndLeadsToThePage() {
    HttpResponse<String> answer = wwsf.signIn();

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(RunningWwsf.location(answer)).hasValue("/");
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("ringway_wwsf=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax");
    assertThat(wwsf.access().statusCode()).isEqualTo(200);
  }

  @Test
  void callbackWithTheStateOfNobodyIsRefused() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    answer.put("state", "forged");

    assertNotSignedIn(wwsf.callback(answer), 400);
  }

  @Test
  void callbackWithoutStateIsRefused() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    answer.remove("state");

    assertNotSignedIn(wwsf.callback(answer), 400);
  }

  @Test
  void callbackInABrowserThatNeverLoggedInIsRefused() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    wwsf.anotherBrowser();

    assertNotSignedIn(wwsf.callback(answer), 400);
  }

  @Test
  void callbackOfAnotherBrowsersSignInIsRefusedAndSpent() {
    Map<String, String> attackers = wwsf.answerTo(wwsf.login());
    wwsf.anotherBrowser();
    wwsf.get("/login");

    assertNotSignedIn(wwsf.callback(attackers), 400);
    assertNotSignedIn(wwsf.callback(attackers), 400);
  }

  @Test
  void stateIsGoodOnce() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    wwsf.callback(answer);
    HttpResponse<String> again = wwsf.callback(answer);

    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void signInLeftAloneForTenMinutesIsRefused() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    wwsf.clock.advance(Duration.ofMinutes(11));

    assertNotSignedIn(wwsf.callback(answer), 400);
  }

  @Test
  void answerOfAnotherIssuerIsRefused() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    answer.put("iss", "https://evil.example");

    assertNotSignedIn(wwsf.callback(answer), 400);
  }

  @Test
  void answerWithoutIssuerIsRefusedWhereTheWafNamesItself() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    answer.remove("iss");

    assertNotSignedIn(wwsf.callback(answer), 400);
  }

  @Test
  void answerWithoutIssuerIsTakenWhereTheWafNeverNamesItself() {
    wwsf.provider.metadata =
        document -> {
          document.remove("authorization_response_iss_parameter_supported");
          return document;
        };
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    answer.remove("iss");

    assertThat(wwsf.callback(answer).statusCode()).isEqualTo(302);
  }

  @Test
  void repeatedParameterIsRefused() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());

    assertNotSignedIn(wwsf.get("/callback?" + RunningWwsf.encode(answer) + "&code=other"), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "?%", "?code=%C3%28", "?state=&code=&iss=", "?&&&=&="})
  void callbackThatSaysNothingUsefulIsRefused(String query) {
    wwsf.login();

    // The client library refuses to send a lone percent sign in an address.
    assertNotSignedIn(wwsf.get("/callback" + query.replace("?%", "?%25")), 400);
  }

  @ParameterizedTest
  @CsvSource({"access_denied, 403", "server_error, 502", "<script>, 502"})
  void refusalOfTheWafIsToldToTheUser(String error, int status) {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    answer.remove("code");
    answer.put("error", error);

    HttpResponse<String> page = wwsf.callback(answer);
    assertNotSignedIn(page, status);
    assertThat(page.body()).doesNotContain("<script>");
  }

  @Test
  void wrongCodeIsRefused() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    answer.put("code", "guessed");

    assertNotSignedIn(wwsf.callback(answer), 400);
  }

  @Test
  void idTokenWithAnotherNonceIsRefused() {
    wwsf.provider.claims = claims -> claims.claim("nonce", "of another sign-in");

    assertNotSignedIn(wwsf.signIn(), 400);
  }

  @Test
  void idTokenForAnotherClientIsRefused() {
    wwsf.provider.claims = claims -> claims.audience("other");

    assertNotSignedIn(wwsf.signIn(), 400);
  }

  @Test
  void idTokenOfAnotherIssuerIsRefused() {
    wwsf.provider.claims = claims -> claims.issuer("https://evil.example");

    assertNotSignedIn(wwsf.signIn(), 400);
  }

  @Test
  void idTokenSignedByAForeignKeyIsRefused() {
    wwsf.provider.signWithForeignKey();

    assertNotSignedIn(wwsf.signIn(), 400);
  }

  @Test
  void keyTheWafRotatedToIsFound() {
    wwsf.signIn();
    wwsf.provider.rotateKey();

    assertThat(wwsf.signIn().statusCode()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(strings = {"impi", "impus"})
  void idTokenWithoutImsIdentityIsAFaultOfTheWaf(String claim) {
    wwsf.provider.claims = claims -> claims.claim(claim, null);

    assertNotSignedIn(wwsf.signIn(), 503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id_token", "access_token", "expires_in"})
  void answerThatLacksATokenIsAFaultOfTheWaf(String field) {
    wwsf.provider.answer =
        answer -> {
          answer.remove(field);
          return answer;
        };

    assertNotSignedIn(wwsf.signIn(), 503);
  }

  @Test
  void wafThatIsDownAtLoginIsSaidOnAPage() {
    wwsf.provider.close();

    assertNotSignedIn(wwsf.get("/login"), 503);
  }

  @Test
  void wafThatIsBrokenAtLoginIsSaidOnAPage() {
    wwsf.provider.broken = true;

    assertNotSignedIn(wwsf.get("/login"), 503);
  }

  @Test
  void wafThatNamesAnotherIssuerIsNotUsed() {
    wwsf.provider.metadata =
        document -> {
          document.put("issuer", wwsf.provider.issuer() + "/");
          return document;
        };

    assertNotSignedIn(wwsf.get("/login"), 503);
  }

  @Test
  void wafThatIsDownAtTheCallbackIsSaidOnAPage() {
    Map<String, String> answer = wwsf.answerTo(wwsf.login());
    wwsf.provider.broken = true;

    assertNotSignedIn(wwsf.callback(answer), 503);
  }

  @Test
  void wafThatRefusesTheWwsfIsNotTheUsersFault() {
    wwsf.provider.tokenAnswer = Optional.of(HttpReply.json(401, Map.of("error", "invalid_client")));

    assertNotSignedIn(wwsf.signIn(), 503);
  }

  @Test
  void hugeAnswerOfTheWafIsCutOff() {
    wwsf.provider.tokenAnswer =
        Optional.of(HttpReply.json(200, Map.of("access_token", "x".repeat(1024 * 1024))));

    assertNotSignedIn(wwsf.signIn(), 503);
  }

  @Test
  void signingInAgainGivesANewSessionAndEndsTheOld() {
    String first = sessionOf(wwsf.signIn());
    String second = sessionOf(wwsf.signIn());
    wwsf.anotherBrowser();

    assertThat(second).isNotEqualTo(first);
    assertThat(wwsf.get("/access", "Cookie", first).statusCode()).isEqualTo(401);
    assertThat(wwsf.get("/access", "Cookie", second).statusCode()).isEqualTo(200);
  }

  private static String sessionOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  private void assertNotSignedIn(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(answer.body())
        .contains("<a href=\"/login\">")
        .doesNotContain("Exception", "ringway.wwsf", "\tat ");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.startsWith("ringway_wwsf="));
    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }
}
