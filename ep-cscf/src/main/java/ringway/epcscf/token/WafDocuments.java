// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Fetches what a WAF publishes, within limits of time and size, following no redirect. */
final class WafDocuments {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final long DOCUMENT_BYTES = 256 * 1024;

  private final HttpClient client;
  private final Duration limit;

  /**
   * @param limit for one document, to its last byte
   */
  WafDocuments(Duration limit) {
    this(limit, Optional.empty());
  }

  /**
   * @param tls with a certificate of ours, where the WAF knows us by it
   */
  WafDocuments(Duration limit, Optional<SSLContext> tls) {
    this.limit = limit;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    tls.ifPresent(builder::sslContext);
    client = builder.build();
  }

  JWKSet keys(TokenConfig.Issuer issuer) throws IOException {
    URI uri =
        issuer.jwksUri().isPresent()
            ? issuer.jwksUri().get()
            : published(issuer.issuer(), "jwks_uri");
    try {
      return JWKSet.parse(json(uri));
    } catch (ParseException e) {
      throw new IOException(uri + " is no JWK set", e);
    }
  }

  /** An address the metadata of the issuer names. */
  URI published(String issuer, String name) throws IOException {
    URI base = URI.create(issuer);
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    // RFC 8414 §3.1: the well-known part goes between host and path.
    URI metadata = base.resolve("/.well-known/oauth-authorization-server" + trimmed);
    Optional<Map<String, Object>> found = document(metadata);
    if (found.isEmpty()) {
      // RFC 8414 §5: servers that only know OpenID Connect append theirs.
      metadata = base.resolve(trimmed + "/.well-known/openid-configuration");
      found = document(metadata);
    }
    Map<String, Object> document =
        found.orElseThrow(() -> new IOException(issuer + " publishes no metadata"));
    // RFC 8414 §3.3: else one issuer could pass its keys off as those of another.
    if (!issuer.equals(document.get("issuer"))) {
      throw new IOException(metadata + " speaks for another issuer");
    }
    return secureUri(metadata, name, document.get(name));
  }

  private static URI secureUri(URI metadata, String name, Object value) throws IOException {
    if (value instanceof String text) {
      try {
        URI uri = URI.create(text);
        if (TokenConfig.isSecure(uri)) {
          return uri;
        }
      } catch (IllegalArgumentException e) {
        throw new IOException(metadata + " has a broken " + name, e);
      }
    }
    throw new IOException(metadata + " has no " + name + " that is https: or on loopback");
  }

  private Map<String, Object> json(URI uri) throws IOException {
    return document(uri).orElseThrow(() -> new IOException(uri + " answers 404"));
  }

  private Optional<Map<String, Object>> document(URI uri) throws IOException {
    HttpResponse<String> response =
        send(HttpRequest.newBuilder(uri).header("Accept", "application/json").GET().build());
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answers " + response.statusCode());
    }
    try {
      return Optional.of(JSONObjectUtils.parse(response.body()));
    } catch (ParseException e) {
      throw new IOException(uri + " is no JSON object", e);
    }
  }

  /** The answer, whatever its status. */
  HttpResponse<String> send(HttpRequest request) throws IOException {
    URI uri = request.uri();
    CompletableFuture<HttpResponse<String>> exchange =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), DOCUMENT_BYTES));
    try {
      // Not HttpRequest.timeout: that ends with the headers, and a body may drip for ever.
      return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(uri + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new IOException(uri + " does not answer within " + limit.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
