// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import com.nimbusds.jose.jwk.JWKSet;
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
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ringway.runtime.config.ConfigSource;
import ringway.runtime.config.Secret;
import ringway.waf.identity.PasswordHash;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.User;
import ringway.waf.oauth.Client;
import ringway.waf.oauth.ClientCredential;
import ringway.waf.oauth.TokenForm;

/** A WAF on a free port with two users and two clients, and a browser to visit it with. */
final class RunningWaf implements AutoCloseable {
  static final URI CALLBACK = URI.create("http://localhost:8080/callback");
  static final URI ORIGIN = URI.create("http://localhost:8080");
  static final URI BYE = URI.create("http://localhost:8080/bye");
  static final String SECRET = "a-secret-only-for-tests";
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  /** The S256 challenge of {@link #VERIFIER}, both from RFC 7636 appendix B. */
  static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  /** Made once: hashing takes its time. */
  private static final List<User> USERS =
      List.of(
          User.withPassword(
              "alice",
              "correct horse",
              "alice@ims.example.net",
              "sip:alice@ims.example.net",
              "tel:+15550101"),
          User.withPassword(
              "bob", "battery", "bob@ims.example.net", "sip:bob@ims.example.net", "tel:+15550102"),
          new User(
              "carol",
              PasswordHash.of("two lines"),
              true,
              List.of(
                  Subscription.of("carol@ims.example.net", "sip:carol@ims.example.net"),
                  Subscription.of("carol.car@ims.example.net", "tel:+15550103"))));

  final MovableClock clock = new MovableClock();
  final String issuer;
  private final Waf waf;
  private HttpClient browser = newBrowser();

  /**
   * @param settings more environment, such as RINGWAY_WAF_TOKENLIFE
   */
  RunningWaf(Map<String, String> settings, Client... more) {
    String given = settings.get("RINGWAY_WAF_LISTEN_PORT");
    int port = given == null ? freePort() : Integer.parseInt(given);
    issuer = "http://localhost:" + port;
    Map<String, String> environment = new LinkedHashMap<>(settings);
    environment.put("RINGWAY_WAF_LISTEN_PORT", Integer.toString(port));
    environment.putIfAbsent("RINGWAY_WAF_MANAGEMENT_PORT", "0");
    environment.putIfAbsent("RINGWAY_WAF_STORE_URL", "jdbc:h2:mem:");
    environment.put("RINGWAY_WAF_ISSUER", issuer);
    WafConfig config =
        ConfigSource.read(Optional.empty(), Set.of("waf"), environment)
            .section("waf", WafConfig.class)
            .withAccounts(
                USERS,
                Stream.concat(Stream.of(client("wwsf"), client("other")), Stream.of(more))
                    .toList());
    waf = Waf.start(config, clock);
  }

  RunningWaf() {
    this(Map.of());
  }

  private static Client client(String id) {
    return new Client(
        id,
        ClientCredential.SecretHash.of(Secret.of(SECRET)),
        List.of(ORIGIN),
        List.of(CALLBACK),
        List.of(BYE),
        List.of("openid", "ims.register"),
        List.of(),
        TokenForm.JWT,
        false,
        false);
  }

  /** Goes on as somebody who was never here. */
  void anotherBrowser() {
    browser.close();
    browser = newBrowser();
  }

  /** Does something in another browser and comes back to this one. */
  <T> T elsewhere(Function<RunningWaf, T> step) {
    HttpClient own = browser;
    browser = newBrowser();
    try {
      return step.apply(this);
    } finally {
      browser.close();
      browser = own;
    }
  }

  private static HttpClient newBrowser() {
    return HttpClient.newBuilder()
        .cookieHandler(new CookieManager())
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  HttpResponse<String> get(String pathAndQuery, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(issuer + pathAndQuery));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  HttpResponse<String> authorize(Map<String, String> parameters, String... headers) {
    return get("/authorize?" + encode(parameters), headers);
  }

  HttpResponse<String> post(String path, Map<String, String> fields, String... headers) {
    return postRaw(
        path,
        encode(fields),
        Stream.concat(
                Stream.of("Content-Type", "application/x-www-form-urlencoded"), Stream.of(headers))
            .toArray(String[]::new));
  }

  HttpResponse<String> postRaw(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(issuer + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** Asks for tokens as the client {@code wwsf}. */
  HttpResponse<String> token(Map<String, String> fields) {
    return post("/token", fields, "Authorization", basic("wwsf", SECRET));
  }

  HttpResponse<String> exchange(String code) {
    return token(exchangeFields(code));
  }

  HttpResponse<String> refresh(String refreshToken) {
    return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  /** The login form of a good authorization request, filled in. */
  Map<String, String> loginForm(String user, String password) {
    Map<String, String> fields = new LinkedHashMap<>(hiddenFields(authorize(request()).body()));
    fields.put("username", user);
    fields.put("password", password);
    return fields;
  }

  /** Signs alice in and returns what the client is told at its redirect URI. */
  Map<String, String> signIn() {
    HttpResponse<String> answer = post("/login", loginForm("alice", "correct horse"));
    return query(answer);
  }

  String code() {
    return signIn().get("code");
  }

  JWKSet keys() {
    try {
      return JWKSet.parse(get("/jwks").body());
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  /** A good authorization request, to be changed by the test. */
  static Map<String, String> request() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", "wwsf");
    parameters.put("redirect_uri", CALLBACK.toString());
    parameters.put("scope", "openid ims.register");
    parameters.put("state", "the state");
    parameters.put("nonce", "the nonce");
    parameters.put("code_challenge", CHALLENGE);
    parameters.put("code_challenge_method", "S256");
    return parameters;
  }

  static Map<String, String> exchangeFields(String code) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("grant_type", "authorization_code");
    fields.put("code", code);
    fields.put("redirect_uri", CALLBACK.toString());
    fields.put("code_verifier", VERIFIER);
    return fields;
  }

  static String basic(String client, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  static Map<String, Object> json(HttpResponse<String> response) {
    try {
      return JSONObjectUtils.parse(response.body());
    } catch (ParseException e) {
      throw new AssertionError("not JSON: " + response.body(), e);
    }
  }

  /** The parameters a redirect carries. */
  static Map<String, String> query(HttpResponse<String> redirect) {
    String location = redirect.headers().firstValue("Location").orElseThrow();
    return URLUtils.parseParameters(URI.create(location).getRawQuery()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getFirst()));
  }

  static Map<String, String> hiddenFields(String html) {
    return Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")
        .matcher(html)
        .results()
        .collect(Collectors.toMap(hit -> hit.group(1), hit -> hit.group(2).replace("&amp;", "&")));
  }

  static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(entry -> escape(entry.getKey()) + "=" + escape(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** The issuer has to be known before the WAF listens, so port 0 cannot be left to it. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError("no free port", e);
    }
  }

  @Override
  public void close() {
    browser.close(); // first, or the server waits for the idle connection
    waf.close();
  }
}
