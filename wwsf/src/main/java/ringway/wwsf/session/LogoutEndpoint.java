// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** {@code POST /logout} forgets the session with its tokens; for a form and for a script. */
public final class LogoutEndpoint {
  private static final Logger log = LoggerFactory.getLogger(LogoutEndpoint.class);

  private final URI publicAddress;
  private final Sessions sessions;
  private final BrowserCookies cookies;

  public LogoutEndpoint(URI publicAddress, Sessions sessions, BrowserCookies cookies) {
    this.publicAddress = publicAddress;
    this.sessions = sessions;
    this.cookies = cookies;
  }

  public HttpReply post(HttpRequest request) {
    if (!fromOurPage(request)) {
      log.warn("logout from a foreign page refused");
      throw new HttpReject(403, "forbidden", "sign out from the page of this server only");
    }
    cookies.session(request).ifPresent(sessions::close);
    boolean form = request.header("Accept").orElse("").contains("text/html");
    HttpReply reply = form ? HttpReply.of(303).with("Location", "/") : HttpReply.of(204);
    return cookies.withoutSession(reply.noStore());
  }

  /** Browsers send at least one of the two with a POST, and pages cannot forge either. */
  private boolean fromOurPage(HttpRequest request) {
    Optional<String> site = request.header("Sec-Fetch-Site");
    Optional<String> origin = request.header("Origin");
    if (site.isPresent() && !site.get().equals("same-origin")) {
      return false;
    }
    return origin.map(publicAddress.toString()::equals).orElse(site.isPresent());
  }
}
