// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import ringway.runtime.config.ConfigSource;

/** A WWSF on a free port, the provider it asks, and a browser to visit it with. */
final class RunningWwsf implements AutoCloseable {
  /** What two nodes have to have in common. */
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  final MovableClock clock;
  final TestProvider provider;
  final String address;
  private final boolean ownProvider;
  private final Path directory;
  private final Wwsf wwsf;
  private HttpClient browser = newBrowser();

  /**
   * @param settings what differs from the defaults: YAML of the section
   */
  RunningWwsf(String settings) {
    this(settings, freePort(), new MovableClock(), Optional.empty());
  }

  RunningWwsf() {
    this("");
  }

  private RunningWwsf(String settings, int port, MovableClock clock, Optional<RunningWwsf> first) {
    this.clock = clock;
    this.ownProvider = first.isEmpty();
    this.provider = first.map(it -> it.provider).orElseGet(() -> new TestProvider(clock));
    this.address = "http://localhost:" + port;
    String publicAddress = first.map(it -> it.address).orElse(address);
    try {
      directory = Files.createTempDirectory("wwsf");
      Path file = directory.resolve("wwsf.yaml");
      Files.writeString(file, "wwsf:\n" + settings.indent(2));
      WwsfConfig config =
          ConfigSource.read(
                  Optional.of(file), Set.of("wwsf"), environment(port, publicAddress, settings))
              .section("wwsf", WwsfConfig.class);
      wwsf = Wwsf.start(config, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close(Optional.empty());
      throw e;
    }
  }

  /** A reference to a file that holds this secret. */
  private String secret(String value) throws IOException {
    return "file:" + Files.writeString(Files.createTempFile(directory, "s", ".secret"), value);
  }

  private Map<String, String> environment(int port, String publicAddress, String settings)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("RINGWAY_WWSF_LISTEN_PORT", Integer.toString(port));
    environment.put("RINGWAY_WWSF_MANAGEMENT_PORT", "0");
    environment.put("RINGWAY_WWSF_PUBLICADDRESS", publicAddress);
    environment.put("RINGWAY_WWSF_STORE_ENCRYPTIONKEY", secret(KEY));
    environment.put("RINGWAY_WWSF_WAF_ISSUER", provider.issuer());
    environment.put("RINGWAY_WWSF_LOGIN_CLIENTSECRET", secret(TestProvider.SECRET));
    if (!settings.contains("client-key:")) {
      environment.put("RINGWAY_WWSF_WAF_CLIENTSECRET", secret(TestProvider.SECRET));
    }
    return environment;
  }

  /** Another node, or the same after a restart: same address for browsers, provider and time. */
  RunningWwsf again(String settings) {
    RunningWwsf other = new RunningWwsf(settings, freePort(), clock, Optional.of(this));
    other.browser = browser;
    return other;
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
    Map<String, String> sent = query(get("/login"));
    // RFC 9126: the browser carries a name only, the rest is at the provider.
    Map<String, String> parameters = sent.containsKey("request_uri") ? provider.pushed() : sent;
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

  HttpResponse<String> options(String path, String... headers) {
    return send(
        HttpRequest.newBuilder(URI.create(address + path))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()),
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

  /**
   * The public address has to be known before the WWSF listens, so port 0 cannot be left to it.
   * Taken from below the range of which the system gives out ports by itself, so that no outgoing
   * connection gets hold of it in between.
   */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 31_000);
      try (ServerSocket _ = new ServerSocket(port)) {
        return port;
      } catch (IOException _) {
        // taken: another one
      }
    }
  }

  /** Stops this node and nothing else. */
  void stop() {
    wwsf.close();
  }

  @Override
  public void close() {
    close(Optional.of(wwsf));
  }

  private void close(Optional<Wwsf> started) {
    browser.close(); // first, or the server waits for the idle connection
    started.ifPresent(Wwsf::close);
    if (ownProvider) {
      provider.close();
    }
  }
}
