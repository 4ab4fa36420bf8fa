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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.wwsf.oauth.SignedIn;
import ringway.wwsf.oauth.WafFailure;
import ringway.wwsf.session.BrowserCookies;
import ringway.wwsf.session.Handle;
import ringway.wwsf.session.Sessions;
import ringway.wwsf.turn.TurnConfig;
import ringway.wwsf.turn.TurnCredentials;
import ringway.wwsf.turn.TurnTokens;

/** {@code GET /access}: token, IMPI, IMPUs and addresses for the WIC (TS 24.371 A.3.2 step 1). */
public final class AccessEndpoint {
  private static final Logger log = LoggerFactory.getLogger(AccessEndpoint.class);

  private final Sessions sessions;
  private final BrowserCookies cookies;
  private final Map<String, Object> same;
  private final List<Map<String, Object>> iceServers;
  private final TurnCredentials turn;
  private final TurnTokens turnTokens;
  private final Consumer<String> counted;

  /**
   * @param counted told ok, login_required or unavailable for every request
   */
  public AccessEndpoint(
      Sessions sessions,
      BrowserCookies cookies,
      String domain,
      URI w2,
      List<IceServer> iceServers,
      TurnConfig turn,
      Clock clock,
      Consumer<String> counted) {
    this.sessions = sessions;
    this.cookies = cookies;
    this.same = Map.of("domain", domain, "w2", w2.toString());
    this.iceServers = iceServers.stream().map(IceServer::document).toList();
    this.turn = new TurnCredentials(turn, clock);
    this.turnTokens = new TurnTokens(turn, clock);
    this.counted = counted;
  }

  /** With {@code refused} in the query the eP-CSCF took the token no more. */
  public HttpReply get(HttpRequest request) throws InterruptedException {
    Optional<String> handle = cookies.session(request);
    boolean refused = request.query("refused").isPresent();
    try {
      Optional<SignedIn> current =
          handle.isPresent() ? sessions.current(handle.get(), refused) : Optional.empty();
      SignedIn signedIn = current.orElseThrow(this::loginRequired);
      counted.accept("ok");
      return HttpReply.json(200, document(Handle.hash(handle.orElseThrow()), signedIn)).noStore();
    } catch (WafFailure.Unavailable e) {
      counted.accept("unavailable");
      log.warn("no fresh token reason={}", e.getMessage());
      throw new HttpReject(
          503, "temporarily_unavailable", "the sign-in service cannot be reached at the moment");
    } catch (WafFailure e) {
      log.info("session ended reason={}", e.getMessage());
      throw loginRequired();
    }
  }

  private HttpReject loginRequired() {
    counted.accept("login_required");
    return new HttpReject(401, "login_required", "sign in at /login first");
  }

  private Map<String, Object> document(String session, SignedIn signedIn) {
    Map<String, Object> document = new LinkedHashMap<>(same);
    document.put("access_token", signedIn.accessToken());
    document.put("expires_at", signedIn.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
    document.put("impi", signedIn.impi());
    document.put("impus", signedIn.impus());
    document.put(
        "ice_servers",
        Stream.concat(iceServers.stream(), turn.iceServer(session).stream()).toList());
    turnTokens.token().ifPresent(token -> document.put("turn_token", token));
    return document;
  }
}
