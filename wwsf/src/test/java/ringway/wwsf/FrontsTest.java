// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other sites that use the JSON API: CORS with credentials for listed origins alone. */
class FrontsTest {
  private static final String FRONT = "https://shop.example.net";
  private RunningWwsf wwsf;

  @BeforeEach
  void start() {
    wwsf = new RunningWwsf("fronts: [\"" + FRONT + "\"]\n");
    wwsf.signIn();
  }

  @AfterEach
  void stop() {
    wwsf.close();
  }

  private static void assertReadable(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(FRONT);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
    assertThat(answer.headers().allValues("Vary")).contains("Origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/access", "/session"})
  void frontReadsTheApi(String path) {
    HttpResponse<String> answer = wwsf.get(path, "Origin", FRONT, "Sec-Fetch-Site", "cross-site");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertReadable(answer);
  }

  @Test
  void frontReadsRefusalsToo() {
    wwsf.anotherBrowser();
    HttpResponse<String> answer = wwsf.get("/access", "Origin", FRONT);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertReadable(answer);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void frontSignsOut() {
    HttpResponse<String> answer =
        wwsf.post("/logout", "Origin", FRONT, "Sec-Fetch-Site", "cross-site");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertReadable(answer);
    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }

  @Test
  void preflightOfAFrontIsAnswered() {
    HttpResponse<String> answer =
        wwsf.options("/logout", "Origin", FRONT, "Access-Control-Request-Method", "POST");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertReadable(answer);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods")).hasValue("GET, POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://shop.example.net.evil.example",
        "https://shop.example.net:8443",
        "http://shop.example.net",
        "https://sub.shop.example.net",
        "HTTPS://SHOP.EXAMPLE.NET",
        "null"
      })
  void nobodyElseReadsOrPosts(String origin) {
    assertThat(wwsf.get("/access", "Origin", origin).headers().map())
        .doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
    assertThat(wwsf.options("/logout", "Origin", origin).headers().map())
        .doesNotContainKeys("access-control-allow-origin", "access-control-allow-methods");
    assertThat(wwsf.post("/logout", "Origin", origin).statusCode()).isEqualTo(403);
    assertThat(wwsf.access().statusCode()).isEqualTo(200);
  }

  @Test
  void signInForAFrontLeadsBackToItsPage() {
    HttpResponse<String> login = wwsf.get("/login?return_to=" + FRONT + "/call?to=1");
    var asked = RunningWwsf.query(login);
    wwsf.provider.authorized(asked);

    assertThat(RunningWwsf.location(wwsf.callback(wwsf.answerTo(asked))))
        .hasValue(FRONT + "/call?to=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/",
        "/",
        "javascript:alert(1)",
        "https://shop.example.net@evil.example/",
        "https://shop.example.net.evil.example/"
      })
  void signInLeadsNowhereElse(String page) {
    HttpResponse<String> answer = wwsf.get("/login?return_to=" + page);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningWwsf.location(answer)).isEmpty();
  }
}
