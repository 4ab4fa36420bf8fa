// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.front;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;

/**
 * Which pages may use a session: our own, and those of the fronts listed, compared character by
 * character. Others can neither post nor read. Immutable.
 */
public final class Fronts {
  private static final Logger log = LoggerFactory.getLogger(Fronts.class);

  private final String own;
  private final Set<String> listed;

  /**
   * @param publicAddress origin of our own pages
   * @param listed origins of other sites that are a front of this WWSF
   */
  public Fronts(URI publicAddress, List<String> listed) {
    this.own = publicAddress.toString();
    this.listed = Set.copyOf(listed);
  }

  /** The front that asks, when it is another site. */
  public Optional<String> front(HttpRequest request) {
    return request.header("Origin").filter(listed::contains);
  }

  /** Whether the browser may be sent to this address after a sign-in. */
  public boolean isFront(String address) {
    try {
      URI uri = URI.create(address);
      return uri.getRawUserInfo() == null
          && listed.contains(uri.getScheme() + "://" + uri.getRawAuthority());
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** Refuses a POST that another site has made the browser send. */
  public void requireOurs(HttpRequest request) {
    Optional<String> origin = request.header("Origin");
    Optional<String> site = request.header("Sec-Fetch-Site");
    // Browsers send at least one of the two with a POST, and pages cannot forge either.
    boolean sameSite = site.filter(value -> !value.equals("same-origin")).isEmpty();
    boolean ours = origin.map(own::equals).orElse(site.isPresent()) && sameSite;
    if (!ours && front(request).isEmpty()) {
      log.warn("post from a foreign page refused path={}", request.path());
      throw new HttpReject(403, "forbidden", "this can be asked by the pages of this server only");
    }
  }

  /** The same route, readable by fronts (CORS, Fetch §3.2). */
  public Router.Route shared(Router.Route route) {
    if (listed.isEmpty()) {
      return route;
    }
    return request -> {
      HttpReply reply;
      try {
        reply = route.handle(request);
      } catch (HttpReject reject) {
        reply = reject.reply();
      }
      return permitted(request, reply);
    };
  }

  /** {@code OPTIONS}: what a front may send. */
  public HttpReply preflight(HttpRequest request) {
    HttpReply reply = HttpReply.of(204);
    return front(request).isEmpty()
        ? reply.with("Vary", "Origin")
        : permitted(request, reply)
            .with("Access-Control-Allow-Methods", "GET, POST")
            .with("Access-Control-Allow-Headers", "Accept, Content-Type")
            .with("Access-Control-Max-Age", "600");
  }

  private HttpReply permitted(HttpRequest request, HttpReply reply) {
    HttpReply varied = reply.with("Vary", "Origin");
    return front(request)
        .map(
            origin ->
                varied
                    .with("Access-Control-Allow-Origin", origin)
                    .with("Access-Control-Allow-Credentials", "true"))
        .orElse(varied);
  }
}
