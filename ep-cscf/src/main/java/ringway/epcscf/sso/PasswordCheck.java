// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sso;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import ringway.runtime.config.Secret;

/** Asks the WAF whether an answer to our challenge proves a password. Thread-safe. */
final class PasswordCheck {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final long ANSWER_BYTES = 64 * 1024;
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

  /** What the WAF says. */
  sealed interface Outcome {
    /**
     * @param rspauth what proves the network to the client
     */
    record Verified(Secret token, Duration life, String rspauth) implements Outcome {}

    record Refused() implements Outcome {}

    record TooManyTries(Duration retryAfter) implements Outcome {}
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final URI verify;
  private final Secret authorization;
  private final Duration limit;

  PasswordCheck(URI verify, String clientId, Secret clientSecret, Duration limit) {
    this.verify = verify;
    this.limit = limit;
    // RFC 6749 §2.3.1: both parts form-encoded first.
    String pair = encoded(clientId) + ":" + encoded(clientSecret.reveal());
    this.authorization =
        Secret.of(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * @throws IOException when the WAF cannot be asked, or says nothing that can be understood
   */
  Outcome ask(Map<String, String> fields) throws IOException {
    String form =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    HttpResponse<String> response =
        exchange(
            HttpRequest.newBuilder(verify)
                .header("Authorization", authorization.reveal())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    return switch (response.statusCode()) {
      case 200 -> outcome(response.body());
      case 429 -> new Outcome.TooManyTries(retryAfter(response));
      default -> throw new IOException(verify + " answers " + response.statusCode());
    };
  }

  private Outcome outcome(String body) throws IOException {
    try {
      Map<String, Object> said = JSONObjectUtils.parse(body);
      if (!Boolean.TRUE.equals(said.get("verified"))) {
        return new Outcome.Refused();
      }
      return new Outcome.Verified(
          Secret.of(JSONObjectUtils.getString(said, "access_token")),
          Duration.ofSeconds(JSONObjectUtils.getLong(said, "expires_in")),
          JSONObjectUtils.getString(said, "rspauth"));
    } catch (ParseException | NullPointerException _) {
      // The cause could quote the body, and with it a token.
      throw new IOException(verify + " answers what is no answer to a digest check");
    }
  }

  private static Duration retryAfter(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(DEFAULT_WAIT);
  }

  private HttpResponse<String> exchange(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<String>> exchange =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_BYTES));
    try {
      return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(verify + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new IOException(verify + " does not answer within " + limit.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
