// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is thrown at the endpoints, they answer with a refusal and never with a failure. */
class BadInputTest {
  private static final String[] PIECES = {
    "&",
    "=",
    "%",
    "%00",
    "%zz",
    "%C3%28",
    "+",
    "code",
    "state",
    "client_id",
    "wwsf",
    "scope",
    "openid",
    "grant_type",
    "refresh_token",
    "authorization_code",
    "request",
    "browser",
    "redirect_uri",
    "http%3A%2F%2Flocalhost%3A8080%2Fcallback",
    "response_type",
    "code_challenge",
    "code_challenge_method",
    "S256",
    "prompt",
    "max_age",
    "claims",
    "%7B%7D",
    "nonce",
    ".",
    "-",
    "display",
    "ui_locales",
    "id_token_hint",
    "resource",
    "acr_values",
    "code_verifier",
    "x",
  };

  private static final String[] FORM = {
    "Content-Type",
    "application/x-www-form-urlencoded",
    "Authorization",
    RunningWaf.basic("wwsf", RunningWaf.SECRET)
  };

  @Test
  void randomQueriesAndFormsAreRefused() {
    long seed = 24371;
    Random random = new Random(seed);
    try (RunningWaf waf = new RunningWaf()) {
      waf.authorize(RunningWaf.request());
      for (int i = 0; i < 300; i++) {
        String text = text(random);
        String good = RunningWaf.encode(RunningWaf.request()) + "&" + text;
        String start = "response_type=code&client_id=wwsf&redirect_uri=" + PIECES[19] + "&" + text;
        // The client library refuses to send a broken escape in an address.
        String query = text.replace("%zz", "z").replaceAll("%(?![0-9A-F]{2})", "");
        assertThat(waf.get("/authorize?" + query).statusCode()).as(query).isEqualTo(400);
        assertThat(waf.postRaw("/token", text, FORM).statusCode()).as(text).isBetween(400, 499);
        assertThat(waf.postRaw("/login", text, FORM).statusCode()).as(text).isBetween(400, 499);
        for (String request : new String[] {good, start}) {
          Map<String, String> fields = waf.loginForm("alice", "x".repeat(300));
          fields.put("request", request);
          assertThat(waf.post("/login", fields).statusCode()).as(request).isBetween(303, 499);
        }
      }
    }
  }

  /** RFC 6749 §3.2: a parameter is given at most once. */
  @ParameterizedTest
  @ValueSource(strings = {"/token", "/par", "/introspect", "/revoke"})
  void repeatedParameterIsRefused(String endpoint) {
    try (RunningWaf waf = new RunningWaf()) {
      HttpResponse<String> answer =
          waf.postRaw(endpoint, "grant_type=refresh_token&token=a&token=b&scope=x&scope=x", FORM);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(RunningWaf.json(answer))
          .containsEntry("error", "invalid_request")
          .containsEntry("error_description", "a parameter is given twice");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/token", "/par", "/introspect", "/revoke"})
  void bodyOverTheLimitIsTooLargeAndBrokenFormIsABadRequest(String endpoint) {
    try (RunningWaf waf = new RunningWaf()) {
      assertThat(waf.postRaw(endpoint, "x=" + "y".repeat(65_536), FORM).statusCode())
          .isEqualTo(413);
      waf.anotherBrowser(); // the server hangs up on who sends too much
      for (String broken : List.of("token=%zz", "token=%", "token=%C3%28")) {
        assertThat(waf.postRaw(endpoint, broken, FORM).statusCode()).as(broken).isEqualTo(400);
      }
      assertThat(waf.get("/jwks").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/token", "/par", "/introspect", "/revoke"})
  void jsonWhereAFormIsExpectedIsABadRequest(String endpoint) {
    try (RunningWaf waf = new RunningWaf()) {
      HttpResponse<String> answer =
          waf.postRaw(
              endpoint,
              "{\"grant_type\":",
              "Content-Type",
              "application/json",
              "Authorization",
              RunningWaf.basic("wwsf", RunningWaf.SECRET));

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(RunningWaf.json(answer)).containsEntry("error", "invalid_request");
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
