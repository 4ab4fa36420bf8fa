// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a provider: bounded in time (for the whole answer), in size and in number, without following
 * redirects.
 */
final class UpstreamHttp implements AutoCloseable {
  private static final int MAX_BODY = 256 * 1024;
  private static final int AT_ONCE = 64;

  private final HttpClient client;
  private final Duration timeout;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  UpstreamHttp(Duration timeout) {
    this.timeout = timeout;
    client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  Duration timeout() {
    return timeout;
  }

  String get(URI address, Optional<String> authorization) throws UpstreamFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("Accept", "application/json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return send(request.build());
  }

  String post(URI address, String form, Optional<String> authorization) throws UpstreamFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return send(request.build());
  }

  private String send(HttpRequest request) throws UpstreamFailure {
    if (!UpstreamConfig.isSafe(request.uri())) {
      throw unavailable(request, "is not https");
    }
    if (!turns.tryAcquire()) {
      throw unavailable(request, "keeps too many waiting");
    }
    try {
      return answer(request);
    } finally {
      turns.release();
    }
  }

  private String answer(HttpRequest request) throws UpstreamFailure {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BODY));
    try {
      HttpResponse<byte[]> response = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw unavailable(request, "answered " + response.statusCode());
      }
      return new String(response.body(), StandardCharsets.UTF_8);
    } catch (TimeoutException _) {
      sent.cancel(true);
      throw unavailable(request, "did not answer in " + timeout);
    } catch (ExecutionException e) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.UNAVAILABLE, where(request) + " cannot be asked", e.getCause());
    } catch (InterruptedException _) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(request, "was not waited for");
    }
  }

  private static UpstreamFailure unavailable(HttpRequest request, String what) {
    return new UpstreamFailure(UpstreamFailure.Kind.UNAVAILABLE, where(request) + " " + what);
  }

  /** Without the query, which may hold what does not belong into a log. */
  private static String where(HttpRequest request) {
    return request.uri().getRawAuthority() + request.uri().getRawPath();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
