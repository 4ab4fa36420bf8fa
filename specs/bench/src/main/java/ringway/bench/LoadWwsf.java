// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import ringway.acceptance.actors.Visitor;
import ringway.runtime.ladder.Ladder;

/** A WWSF with one user signed in, asking the WAF for what it needs. Used by one thread. */
final class LoadWwsf {
  static final String ID = "wwsf";
  static final String SECRET = "a secret of the benchmark";
  static final URI CALLBACK = URI.create("http://localhost:8080/callback");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  // Verifier and S256 challenge of RFC 7636 appendix B.
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private final HttpClient client;
  private final URI waf;
  private String accessToken = "";
  private String refreshToken = "";

  LoadWwsf(HttpClient client, URI waf) {
    this.client = client;
    this.waf = waf;
  }

  /** Code and PKCE, the password typed in by a browser. */
  void signIn(String user, String password) throws InterruptedException {
    Map<String, String> asked =
        Map.of(
            "response_type", "code",
            "client_id", ID,
            "redirect_uri", CALLBACK.toString(),
            "scope", "openid ims.register",
            "state", "s",
            "code_challenge", CHALLENGE,
            "code_challenge_method", "S256");
    String code;
    try (Visitor browser = new Visitor(new Ladder(), user, waf)) {
      HttpResponse<String> page = browser.gets(waf.resolve("/authorize?" + encoded(asked)));
      String back = Visitor.location(browser.fillsIn(page, user, password)).getQuery();
      code = back.replaceFirst(".*\\bcode=([^&]*).*", "$1");
    }
    keep(
        post(
            "/token",
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                CALLBACK.toString(),
                "code_verifier",
                VERIFIER)));
  }

  /** A new access token and refresh token for the old one. */
  void refresh() throws InterruptedException {
    keep(post("/token", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken)));
  }

  /** What the WAF says of the access token. */
  void introspect() throws InterruptedException {
    if (!post("/introspect", Map.of("token", accessToken)).path("active").asBoolean()) {
      throw new IllegalStateException("the access token is not active");
    }
  }

  private void keep(JsonNode tokens) {
    accessToken = tokens.path("access_token").asText();
    refreshToken = tokens.path("refresh_token").asText();
  }

  private JsonNode post(String path, Map<String, String> form) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(waf.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", basic())
            .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode said = JSON.readTree(answer.body());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            path + " answered " + answer.statusCode() + " " + said.path("error").asText());
      }
      return said;
    } catch (IOException e) {
      throw new IllegalStateException(path + " gave no answer: " + e, e);
    }
  }

  private static String basic() {
    // RFC 6749 §2.3.1: both halves are form-encoded first.
    String pair = ID + ":" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
