// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;

/**
 * Lets pages of the clients' origins, and of no others, read what the endpoints answer (CORS, Fetch
 * §3.2). Never with cookies: whoever calls shows a token or authenticates as a client.
 */
final class Cors {
  private static final Duration KNOWN = Duration.ofSeconds(5);

  /** A page may send any Origin it likes, so the store is asked once in a while only. */
  private final LoadingCache<Boolean, Set<String>> origins;

  Cors(Supplier<Set<String>> origins) {
    this.origins =
        Caffeine.newBuilder().maximumSize(1).expireAfterWrite(KNOWN).build(_ -> origins.get());
  }

  Router.Route shared(Router.Route route) {
    return request -> permitted(request, route.handle(request));
  }

  /** {@code OPTIONS}: what such a page may send. */
  HttpReply preflight(HttpRequest request) {
    HttpReply reply = HttpReply.of(204);
    return origin(request).isEmpty()
        ? reply.with("Vary", "Origin")
        : permitted(request, reply)
            .with("Access-Control-Allow-Methods", "GET, POST")
            .with("Access-Control-Allow-Headers", "Authorization, Content-Type")
            .with("Access-Control-Max-Age", "600");
  }

  private HttpReply permitted(HttpRequest request, HttpReply reply) {
    HttpReply varied = reply.with("Vary", "Origin");
    return origin(request)
        .map(
            origin ->
                varied
                    .with("Access-Control-Allow-Origin", origin)
                    .with("Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After"))
        .orElse(varied);
  }

  private Optional<String> origin(HttpRequest request) {
    return request.header("Origin").filter(origin -> origins.get(true).contains(origin));
  }
}
