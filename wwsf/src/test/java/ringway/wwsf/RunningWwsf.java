// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import ringway.runtime.config.ConfigSource;
import ringway.runtime.config.Secret;

/** A WWSF on a free port, the provider it asks, and a browser to visit it with. */
final class RunningWwsf implements AutoCloseable {
  final MovableClock clock = new MovableClock();
  final TestProvider provider = new TestProvider(clock);
  final String address;
  private final Wwsf wwsf;
  private HttpClient browser = newBrowser();

  /**
   * @param change what differs from the defaults
   */
  RunningWwsf(UnaryOperator<WwsfConfig> change) {
    int port = freePort();
    address = "http://localhost:" + port;
    Map<String, String> environment =
        Map.of(
            "RINGWAY_WWSF_LISTEN_PORT",
            Integer.toString(port),
            "RINGWAY_WWSF_MANAGEMENT_PORT",
            "0",
            "RINGWAY_WWSF_PUBLICADDRESS",
            address,
            "RINGWAY_WWSF_WAF_ISSUER",
            provider.issuer());
    WwsfConfig config =
        ConfigSource.read(Optional.empty(), Set.of("wwsf"), environment)
            .section("wwsf", WwsfConfig.class);
    wwsf =
        Wwsf.start(
            change.apply(
                config.withWaf(config.waf().withClientSecret(Secret.of(TestProvider.SECRET)))),
            clock);
  }

  RunningWwsf() {
    this(UnaryOperator.identity());
  }

  /** Goes on as somebody who was never here. */
  void anotherBrowser() {
    browser.close();
    browser = newBrowser();
  }

  private static HttpClient newBrowser() {
    return HttpClient.newBuilder()
        .cookieHandler(new CookieManager())
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /** Starts a sign-in; the parameters with which the browser is sent to the WAF. */
  Map<String, String> login() {
    Map<String, String> parameters = query(get("/login"));
    provider.authorized(parameters);
    return parameters;
  }

  /** What the WAF answers to a sign-in; to be changed by the test. */
  Map<String, String> answerTo(Map<String, String> request) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("code", TestProvider.CODE);
    answer.put("state", request.get("state"));
    answer.put("iss", provider.issuer());
    return answer;
  }

  HttpResponse<String> callback(Map<String, String> answer) {
    return get("/callback?" + encode(answer));
  }

  HttpResponse<String> signIn() {
    return callback(answerTo(login()));
  }

  HttpResponse<String> access() {
    return get("/access");
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(HttpRequest.newBuilder(URI.create(address + path)), headers);
  }

  HttpResponse<String> post(String path, String... headers) {
    return send(
        HttpRequest.newBuilder(URI.create(address + path))
            .POST(HttpRequest.BodyPublishers.noBody()),
        headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    try {
      HttpRequest.Builder all = headers.length == 0 ? request : request.headers(headers);
      return browser.send(all.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  static Map<String, Object> json(HttpResponse<String> response) {
    try {
      return JSONObjectUtils.parse(response.body());
    } catch (ParseException e) {
      throw new AssertionError("not JSON: " + response.body(), e);
    }
  }

  static Optional<String> location(HttpResponse<String> response) {
    return response.headers().firstValue("Location");
  }

  static Map<String, String> query(HttpResponse<String> redirect) {
    URI location = URI.create(location(redirect).orElseThrow());
    return URLUtils.parseParameters(location.getRawQuery()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getFirst()));
  }

  static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            entry ->
                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** The public address has to be known before the WWSF listens, so port 0 cannot be left to it. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError("no free port", e);
    }
  }

  @Override
  public void close() {
    browser.close(); // first, or the server waits for the idle connection
    wwsf.close();
    provider.close();
  }
}
