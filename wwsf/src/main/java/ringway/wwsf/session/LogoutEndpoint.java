// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.wwsf.front.Fronts;
import ringway.wwsf.oauth.Identities;
import ringway.wwsf.oauth.SignedIn;
import ringway.wwsf.oauth.WafFailure;

/**
 * {@code POST /logout} ends the session here and everything the WAF gave for it, and says where the
 * browser ends its session at the provider; for a form, a script and a beacon.
 */
public final class LogoutEndpoint {
  private static final Logger log = LoggerFactory.getLogger(LogoutEndpoint.class);

  private final URI publicAddress;
  private final Fronts fronts;
  private final Sessions sessions;
  private final Identities identities;
  private final BrowserCookies cookies;

  public LogoutEndpoint(
      URI publicAddress,
      Fronts fronts,
      Sessions sessions,
      Identities identities,
      BrowserCookies cookies) {
    this.publicAddress = publicAddress;
    this.fronts = fronts;
    this.sessions = sessions;
    this.identities = identities;
    this.cookies = cookies;
  }

  public HttpReply post(HttpRequest request) {
    fronts.requireOurs(request);
    Optional<SignedIn> ended = cookies.session(request).flatMap(sessions::close);
    ended.ifPresent(it -> log.info("signed out user={}", it.subject().orElse("(visitor)")));
    URI back = URI.create(fronts.front(request).orElse(publicAddress.toString()) + "/");
    Optional<URI> next = ended.flatMap(it -> endSession(it, back));
    return cookies.withoutSession(answer(request, next).noStore());
  }

  private static HttpReply answer(HttpRequest request, Optional<URI> next) {
    if (request.header("Accept").orElse("").contains("text/html")) {
      return HttpReply.of(303).with("Location", next.map(URI::toString).orElse("/"));
    }
    return next.map(uri -> HttpReply.json(200, Map.of("end_session", uri.toString())))
        .orElseGet(() -> HttpReply.of(204));
  }

  private Optional<URI> endSession(SignedIn ended, URI back) {
    try {
      return identities.endSession(ended, back);
    } catch (WafFailure.Unavailable e) {
      // Here it is over in any case; there is no page to send the browser to.
      log.warn("end-session endpoint not known reason={}", e.getMessage());
      return Optional.empty();
    }
  }
}
