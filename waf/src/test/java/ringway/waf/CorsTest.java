// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose pages may read what the endpoints answer (Fetch §3.2): those of the clients' origins. */
class CorsTest {
  private static RunningWaf waf;
  private static HttpClient page;

  @BeforeAll
  static void start() {
    waf = new RunningWaf();
    page = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    page.close();
    waf.close();
  }

  private static HttpResponse<String> send(String method, String path, String origin)
      throws IOException, InterruptedException {
    return page.send(
        HttpRequest.newBuilder(URI.create(waf.issuer + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Optional<String> allowed(HttpResponse<String> answer) {
    return answer.headers().firstValue("Access-Control-Allow-Origin");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /token",
    "POST, /revoke",
    "GET, /userinfo",
    "GET, /.well-known/openid-configuration",
    "GET, /.well-known/oauth-authorization-server"
  })
  void pagesOfAClientMayReadTheAnswerAlsoARefusalAndNoOtherPage(String method, String path)
      throws Exception {
    String origin = RunningWaf.ORIGIN.toString();

    assertThat(allowed(send(method, path, origin))).hasValue(origin);
    assertThat(allowed(send("OPTIONS", path, origin))).hasValue(origin);
    for (String other : new String[] {"https://evil.example", origin + "0", "null"}) {
      HttpResponse<String> answer = send(method, path, other);
      assertThat(allowed(answer)).isEmpty();
      assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
      assertThat(allowed(send("OPTIONS", path, other))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/authorize", "/logout", "/account", "/introspect", "/pool/lend"})
  void nothingElseIsReadableFromAPage(String path) throws Exception {
    assertThat(allowed(send("POST", path, RunningWaf.ORIGIN.toString()))).isEmpty();
    assertThat(allowed(send("OPTIONS", path, RunningWaf.ORIGIN.toString()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "OPTIONS"})
  void cookiesAreNeverInvolved(String method) throws Exception {
    assertThat(
            send(method, "/userinfo", RunningWaf.ORIGIN.toString())
                .headers()
                .firstValue("Access-Control-Allow-Credentials"))
        .isEmpty();
  }
}
