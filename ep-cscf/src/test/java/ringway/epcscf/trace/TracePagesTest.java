// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.trace.Wire.pass;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.admin.AdminToken;
import ringway.runtime.config.ByteSize;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/** The traces over HTTP, behind the guard that stands before them in a running eP-CSCF. */
class TracePagesTest {
  private static final String ADMIN = "t".repeat(32);

  private final HttpClient http = HttpClient.newHttpClient();
  private HttpListener management;

  @BeforeEach
  void start() {
    Traces traces =
        new Traces(
            new TraceConfig(
                new ByteSize(100_000),
                10,
                new TraceConfig.Hep(Optional.empty(), 1, Optional.empty())),
            Clock.systemUTC());
    pass(
        traces,
        Heading.IN,
        Wire.ACCESS,
        Wire.register("call-1", "Authorization: Bearer " + Wire.TOKEN + "\r\n"));
    pass(traces, Heading.OUT, Wire.CORE, Wire.register("call-1", "Subject: <script>\r\n"));
    AdminToken admin = new AdminConfig(Optional.of(Secret.of(ADMIN))).guard().orElseThrow();
    Router routes = new Router();
    new TracePages(traces).addTo(routes, admin::guardPage);
    management = HttpListener.start("test", ListenerConfig.loopback(0), routes);
  }

  @AfterEach
  void stop() {
    management.close();
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/traces", "/admin/trace?call-id=call-1"})
  void whoIsNoAdministratorSeesNothingAndABrowserIsAskedForAPassword(String path) throws Exception {
    for (String header :
        new String[] {"Bearer wrong", basic("admin", "wrong"), "Basic !", "Digest " + ADMIN}) {
      HttpResponse<String> answer = get(path, header, "text/html");

      assertThat(answer.statusCode()).as(header).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
          .startsWith("Basic realm=");
      assertThat(answer.body()).doesNotContain("alice");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/traces", "/admin/trace?call-id=call-1"})
  void theTokenOpensByEitherSchemeWhateverTheName(String path) throws Exception {
    for (String header : new String[] {"Bearer " + ADMIN, basic("", ADMIN), basic("me", ADMIN)}) {
      assertThat(get(path, header, "application/json").body()).contains("call-1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/traces", "/admin/trace?call-id=call-1"})
  void aPageRunsNoScriptAndLoadsNothingFromElsewhere(String path) throws Exception {
    HttpResponse<String> page = get(path, basic("", ADMIN), "text/html");

    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "script-src");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
    assertThat(page.body()).contains("call-1").doesNotContain("<script");
  }

  @ParameterizedTest
  @CsvSource({"html, text/html", "json, application/json", "text, text/plain", "pcapng, x-pcapng"})
  void noFormShowsAToken(String format, String type) throws Exception {
    HttpResponse<String> answer =
        get("/admin/trace?call-id=call-1&format=" + format, "Bearer " + ADMIN, "*/*");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).contains(type);
    assertThat(answer.body()).contains("REGISTER").doesNotContain(Wire.TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "/admin/trace, 400",
    "/admin/trace?call-id=nobody, 404",
    "/admin/trace?call-id=call-1&format=exe, 400",
    "/admin/traces?limit=0, 400",
    "/admin/traces?limit=1001, 400"
  })
  void whatIsAskedWronglyIsSaid(String path, int status) throws Exception {
    HttpResponse<String> answer = get(path, "Bearer " + ADMIN, "*/*");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("error_description");
  }

  @Test
  void aSearchChooses() throws Exception {
    assertThat(get("/admin/traces?search=CALL-1", "Bearer " + ADMIN, "*/*").body())
        .contains("call-1");
    assertThat(get("/admin/traces?search=nobody", "Bearer " + ADMIN, "*/*").body())
        .doesNotContain("call-1");
  }

  private static String basic(String name, String password) {
    byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private HttpResponse<String> get(String path, String authorization, String accept)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management.port() + path))
            .header("Authorization", authorization)
            .header("Accept", accept)
            .build(),
        BodyHandlers.ofString());
  }
}
