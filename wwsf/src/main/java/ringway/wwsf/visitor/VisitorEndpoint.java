// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.visitor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.wwsf.front.Fronts;
import ringway.wwsf.oauth.Identities;
import ringway.wwsf.oauth.PoolConfig;
import ringway.wwsf.oauth.SignedIn;
import ringway.wwsf.oauth.WafFailure;
import ringway.wwsf.session.BrowserCookies;
import ringway.wwsf.session.Sessions;

/**
 * {@code POST /visitor} lends somebody who has not signed in an identity of the pool (TS 24.371
 * §6.1 scenario 3, TS 33.203 X.4.2.1); it is given back with the session.
 */
public final class VisitorEndpoint {
  private static final Logger log = LoggerFactory.getLogger(VisitorEndpoint.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  private final Identities identities;
  private final PoolConfig config;
  private final Sessions sessions;
  private final BrowserCookies cookies;
  private final Fronts fronts;
  private final VisitorLimits limits;
  private final Consumer<String> counted;

  /**
   * @param counted told ok, no_identity, too_many or unavailable for every visitor
   */
  public VisitorEndpoint(
      Identities identities,
      PoolConfig config,
      Sessions sessions,
      BrowserCookies cookies,
      Fronts fronts,
      VisitorLimits limits,
      Consumer<String> counted) {
    this.identities = identities;
    this.config = config;
    this.sessions = sessions;
    this.cookies = cookies;
    this.fronts = fronts;
    this.limits = limits;
    this.counted = counted;
  }

  public HttpReply post(HttpRequest request) {
    fronts.requireOurs(request);
    if (cookies.session(request).flatMap(sessions::find).isPresent()) {
      // Also a second tab: a browser has one session, and a session one pair.
      return HttpReply.of(204).noStore();
    }
    if (!limits.admits(request)) {
      counted.accept("too_many");
      return refusal(
          429, "too_many_visitors", "too many visitors from your network", VisitorLimits.WINDOW);
    }
    try {
      SignedIn visitor = identities.visitor(UUID.randomUUID().toString());
      String handle = sessions.open(visitor, config.visitorLife());
      counted.accept("ok");
      log.info("visitor came impi={}", visitor.impi());
      return cookies.withSession(HttpReply.of(204).noStore(), handle);
    } catch (WafFailure.NoIdentity e) {
      counted.accept("no_identity");
      log.info("no identity for a visitor reason={}", e.getMessage());
      return refusal(503, "no_identity", "all lines are taken at the moment", e.retryAfter());
    } catch (WafFailure e) {
      counted.accept("unavailable");
      log.warn("no identity for a visitor reason={}", e.getMessage());
      return refusal(
          503,
          "temporarily_unavailable",
          "the sign-in service cannot be reached at the moment",
          TRY_AGAIN);
    }
  }

  private static HttpReply refusal(int status, String code, String text, Duration wait) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", code);
    body.put("error_description", text);
    return HttpReply.json(status, body)
        .with("Retry-After", Long.toString(Math.max(1, wait.toSeconds())))
        .noStore();
  }
}
