// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in by the telephone number the access network vouches for. */
class NetworkLoginTest {
  private static final String ALICE = "+15550101";

  private RunningWaf waf = trusting("[127.0.0.0/8, '::1']");

  @AfterEach
  void stop() {
    waf.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+15550101", "15550101", "tel:+15550101", " 15550101 "})
  void numberOfATrustedProxySignsItsUserInWithoutPassword(String number) {
    HttpResponse<String> answer = authorize(Map.of(), number);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(RunningWaf.query(answer))
        .containsKeys("code", "iss")
        .containsEntry("state", "the state");
    assertThat(waf.exchange(RunningWaf.query(answer).get("code")).statusCode()).isEqualTo(200);
  }

  @Test
  void numberFromAnybodyElseIsIgnored() {
    restart("[10.0.0.0/8, '2001:db8::/32']");

    assertThat(isForm(authorize(Map.of(), ALICE))).isTrue();
  }

  @Test
  void forwardedAddressDoesNotMakeATrustedProxy() {
    restart("[10.0.0.0/8]");

    HttpResponse<String> answer =
        waf.authorize(
            RunningWaf.request(),
            "X-MSISDN",
            ALICE,
            "X-Forwarded-For",
            "10.0.0.1",
            "Forwarded",
            "for=10.0.0.1");

    assertThat(isForm(answer)).isTrue();
  }

  @Test
  void headerCountsForNothingUnlessItIsConfigured() {
    waf.close();
    waf = new RunningWaf();

    assertThat(isForm(authorize(Map.of(), ALICE))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+15559999", "alice", "+0555", "1555010112345678", "15550101,15550102", "''"})
  void numberNobodyHasOrThatIsNoneSignsNobodyIn(String number) {
    assertThat(isForm(authorize(Map.of(), number))).isTrue();
  }

  @Test
  void twoNumbersSignNobodyIn() {
    HttpResponse<String> answer =
        waf.authorize(RunningWaf.request(), "X-MSISDN", ALICE, "X-MSISDN", "+15550102");

    assertThat(isForm(answer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "ALICE@ims.example.net", "sip:alice@ims.example.net", ALICE})
  void userTheClientClaimsMayBeTheOneTheNetworkVouchesFor(String hint) {
    assertThat(authorize(Map.of("login_hint", hint), ALICE).statusCode()).isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob", "sip:bob@ims.example.net", "+15550199", "alic"})
  void otherUserThanTheClientClaimsIsRefused(String hint) {
    HttpResponse<String> answer = authorize(Map.of("login_hint", hint), ALICE);

    assertThat(RunningWaf.query(answer))
        .containsEntry("error", "access_denied")
        .containsEntry("state", "the state")
        .doesNotContainKey("code");
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"prompt, login", "prompt, select_account", "max_age, 0"})
  void userWhoHasToActIsAskedForThePassword(String name, String value) {
    assertThat(isForm(authorize(Map.of(name, value), ALICE))).isTrue();
  }

  @Test
  void clientThatWantsNothingShownIsServed() {
    assertThat(RunningWaf.query(authorize(Map.of("prompt", "none"), ALICE))).containsKey("code");
    assertThat(RunningWaf.query(authorize(Map.of("prompt", "none"), "+15559999")))
        .containsEntry("error", "login_required");
  }

  @Test
  void userCanSwitchItOffAndOnlyBySigningInOnAgain() {
    HttpResponse<String> page = waf.get("/account", "X-MSISDN", ALICE);
    assertThat(page.body()).contains("<strong>alice</strong>", "value=\"off\"");
    Map<String, String> form = RunningWaf.hiddenFields(page.body());
    assertThat(waf.post("/account", form, "X-MSISDN", ALICE).statusCode()).isEqualTo(303);

    assertThat(isForm(authorize(Map.of(), ALICE))).isTrue();
    assertThat(RunningWaf.query(authorize(Map.of("prompt", "none"), ALICE)))
        .containsEntry("error", "login_required");

    Map<String, String> on = new HashMap<>(form);
    on.put("auto-login", "on");
    assertThat(waf.post("/account", on, "X-MSISDN", ALICE).statusCode()).isEqualTo(403);
    assertThat(waf.signIn()).containsKey("code");
    assertThat(waf.post("/account", on).statusCode()).isEqualTo(303);
    waf.anotherBrowser();
    assertThat(authorize(Map.of(), ALICE).statusCode()).isEqualTo(303);
  }

  @Test
  void foreignPageCannotSwitchIt() {
    assertThat(waf.post("/account", Map.of("auto-login", "off"), "X-MSISDN", ALICE).statusCode())
        .isEqualTo(403);
    assertThat(authorize(Map.of(), ALICE).statusCode()).isEqualTo(303);
  }

  @Test
  void accountOfNobodyIsShownToNobody() {
    assertThat(waf.get("/account").statusCode()).isEqualTo(403);
  }

  @Test
  void sessionTheNetworkOpenedEndsWithTheNumber() {
    assertThat(authorize(Map.of(), ALICE).statusCode()).isEqualTo(303);

    assertThat(subjectOf(waf.authorize(RunningWaf.request()))).isEqualTo("alice");
    assertThat(isForm(authorize(Map.of(), "+15559999"))).isTrue();
    assertThat(subjectOf(authorize(Map.of(), "+15550102"))).isEqualTo("bob");
  }

  @Test
  void sessionTheNetworkOpenedEndsWhenItsUserSwitchesThatOff() {
    assertThat(authorize(Map.of(), ALICE).statusCode()).isEqualTo(303);
    Map<String, String> form = RunningWaf.hiddenFields(waf.get("/account").body());
    assertThat(waf.post("/account", form).statusCode()).isEqualTo(303);

    assertThat(isForm(authorize(Map.of(), ALICE))).isTrue();
    Map<String, String> on = new HashMap<>(form);
    on.put("auto-login", "on");
    assertThat(waf.post("/account", on, "X-MSISDN", ALICE).statusCode()).isEqualTo(403);
  }

  private String subjectOf(HttpResponse<String> answer) {
    Map<String, Object> tokens =
        RunningWaf.json(waf.exchange(RunningWaf.query(answer).get("code")));
    try {
      return com.nimbusds.jwt.SignedJWT.parse((String) tokens.get("access_token"))
          .getJWTClaimsSet()
          .getSubject();
    } catch (java.text.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> authorize(Map<String, String> more, String number) {
    Map<String, String> request = new LinkedHashMap<>(RunningWaf.request());
    request.putAll(more);
    return waf.authorize(request, "X-MSISDN", number);
  }

  private static boolean isForm(HttpResponse<String> answer) {
    return answer.statusCode() == 200 && answer.body().contains("name=\"password\"");
  }

  private void restart(String proxies) {
    waf.close();
    waf = trusting(proxies);
  }

  private static RunningWaf trusting(String proxies) {
    return new RunningWaf(
        Map.of(
            "RINGWAY_WAF_LOGIN_NETWORK_HEADER", "X-MSISDN",
            "RINGWAY_WAF_LOGIN_NETWORK_PROXIES", proxies,
            "RINGWAY_WAF_LOGIN_SESSIONLIFE", "8h"));
  }
}
