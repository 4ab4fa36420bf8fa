// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.access;

import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.wwsf.oauth.SignedIn;
import ringway.wwsf.oauth.WafClient;
import ringway.wwsf.oauth.WafFailure;
import ringway.wwsf.session.BrowserCookies;
import ringway.wwsf.session.Session;
import ringway.wwsf.session.Sessions;

/** {@code GET /access}: token, IMPI, IMPUs and addresses for the WIC (TS 24.371 A.3.2 step 1). */
public final class AccessEndpoint {
  private static final Logger log = LoggerFactory.getLogger(AccessEndpoint.class);

  private final Sessions sessions;
  private final BrowserCookies cookies;
  private final WafClient waf;
  private final Clock clock;
  private final Map<String, Object> same;
  private final Consumer<String> counted;

  /**
   * @param counted told ok, login_required or unavailable for every request
   */
  public AccessEndpoint(
      Sessions sessions,
      BrowserCookies cookies,
      WafClient waf,
      Clock clock,
      String domain,
      URI w2,
      List<IceServer> iceServers,
      Consumer<String> counted) {
    this.sessions = sessions;
    this.cookies = cookies;
    this.waf = waf;
    this.clock = clock;
    this.same =
        Map.of(
            "domain", domain,
            "w2", w2.toString(),
            "ice_servers", iceServers.stream().map(IceServer::document).toList());
    this.counted = counted;
  }

  public HttpReply get(HttpRequest request) throws InterruptedException {
    Optional<String> id = cookies.session(request);
    Optional<Session> session = id.flatMap(sessions::find);
    if (session.isEmpty()) {
      throw loginRequired();
    }
    try {
      SignedIn signedIn = session.get().current(waf, clock);
      counted.accept("ok");
      return HttpReply.json(200, document(signedIn)).noStore();
    } catch (WafFailure.Unavailable e) {
      counted.accept("unavailable");
      log.warn("no fresh token reason={}", e.getMessage());
      throw new HttpReject(
          503, "temporarily_unavailable", "the sign-in service cannot be reached at the moment");
    } catch (WafFailure e) {
      log.info("session ended reason={}", e.getMessage());
      id.ifPresent(sessions::close);
      throw loginRequired();
    }
  }

  private HttpReject loginRequired() {
    counted.accept("login_required");
    return new HttpReject(401, "login_required", "sign in at /login first");
  }

  private Map<String, Object> document(SignedIn signedIn) {
    Map<String, Object> document = new LinkedHashMap<>(same);
    document.put("access_token", signedIn.accessToken());
    document.put("expires_at", signedIn.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
    document.put("impi", signedIn.impi());
    document.put("impus", signedIn.impus());
    return document;
  }
}
