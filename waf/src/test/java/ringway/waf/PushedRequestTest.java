// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /par} and what becomes of it at {@code /authorize} (RFC 9126). */
class PushedRequestTest {
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
  void pushedRequestLeadsToACodeOnce() {
    String name = push(RunningWaf.request());
    Map<String, String> form =
        new LinkedHashMap<>(RunningWaf.hiddenFields(open("wwsf", name).body()));
    form.put("username", "alice");
    form.put("password", "correct horse");
    Map<String, String> told = RunningWaf.query(waf.post("/login", form));

    assertThat(told).containsEntry("state", "the state").containsEntry("iss", waf.issuer);
    assertThat(waf.exchange(told.get("code")).statusCode()).isEqualTo(200);
    assertThat(open("wwsf", name).statusCode()).isEqualTo(400);
    assertThat(waf.post("/login", form).statusCode()).isEqualTo(400);
  }

  @Test
  void nameIsShortLivedAndNotToBeStored() {
    HttpResponse<String> answer = par(RunningWaf.request());

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(RunningWaf.json(answer)).containsEntry("expires_in", 60L);
    assertThat((String) RunningWaf.json(answer).get("request_uri"))
        .startsWith("urn:ietf:params:oauth:request_uri:");
  }

  @Test
  void nameCanBeOpenedOnce() {
    String name = push(RunningWaf.request());

    assertThat(open("wwsf", name).statusCode()).isEqualTo(200);
    assertThat(open("wwsf", name).statusCode()).isEqualTo(400);
  }

  @Test
  void nameIsGoodForItsOwnClientOnly() {
    String name = push(RunningWaf.request());

    assertThat(open("other", name).statusCode()).isEqualTo(400);
    assertThat(open("wwsf", name).statusCode()).isEqualTo(200);
  }

  @Test
  void nameEndsAfterAMinute() {
    try (RunningWaf own = new RunningWaf()) {
      HttpResponse<String> pushed =
          own.post(
              "/par",
              RunningWaf.request(),
              "Authorization",
              RunningWaf.basic("wwsf", RunningWaf.SECRET));
      own.clock.advance(Duration.ofSeconds(61));

      assertThat(
              own.authorize(
                      Map.of(
                          "client_id",
                          "wwsf",
                          "request_uri",
                          (String) RunningWaf.json(pushed).get("request_uri")))
                  .statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void onlyWhatWasPushedCounts() {
    Map<String, String> bent = RunningWaf.request();
    bent.put("request_uri", push(RunningWaf.request()));
    bent.put("redirect_uri", "https://evil.example/");
    bent.put("scope", "admin");

    assertThat(waf.authorize(bent).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "scope, admin, invalid_scope",
    "response_type, token, unsupported_response_type",
    "redirect_uri, https://evil.example/, invalid_request",
    "code_challenge_method, plain, invalid_request",
    "request_uri, urn:ietf:params:oauth:request_uri:x, invalid_request",
    "client_id, other, invalid_request",
    "request, eyJ, request_not_supported",
  })
  void badRequestIsRefusedAtOnce(String name, String value, String error) {
    Map<String, String> request = RunningWaf.request();
    request.put(name, value);
    HttpResponse<String> answer = par(request);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(RunningWaf.json(answer))
        .containsEntry("error", error)
        .containsKey("error_description");
  }

  @Test
  void strangerCannotPush() {
    HttpResponse<String> answer = waf.post("/par", RunningWaf.request());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(RunningWaf.json(answer)).containsEntry("error", "invalid_client");
  }

  private static HttpResponse<String> par(Map<String, String> request) {
    return waf.post("/par", request, "Authorization", RunningWaf.basic("wwsf", RunningWaf.SECRET));
  }

  private static String push(Map<String, String> request) {
    return (String) RunningWaf.json(par(request)).get("request_uri");
  }

  private static HttpResponse<String> open(String client, String name) {
    return waf.authorize(Map.of("client_id", client, "request_uri", name));
  }
}
