// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.net.URI;
import java.util.Optional;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/**
 * The two cookies of a browser: one for the session, one that binds sign-ins under way to it.
 * Cookies ignore ports, so on localhost their names must differ from the WAF's.
 */
public final class BrowserCookies {
  private static final int LONGEST = 4096;

  private final String session;
  private final String signIn;
  private final String attributes;

  /**
   * @param publicAddress how browsers reach the WWSF; decides whether cookies are `Secure`
   * @param fronts whether pages of other sites may use the session
   */
  public BrowserCookies(URI publicAddress, boolean fronts) {
    boolean https = publicAddress.getScheme().equals("https");
    // RFC 6265bis §4.1.3.2: no sub-domain and no plain page can set a cookie of this prefix.
    String prefix = https ? "__Host-" : "";
    session = prefix + "ringway_wwsf";
    signIn = prefix + "ringway_wwsf_login";
    // Lax and not Strict: the way back from the WAF is a navigation from another site.
    // None only for fronts, whose every POST is checked by its Origin; browsers demand Secure then.
    String sameSite = fronts && https ? "None" : "Lax";
    attributes = "; Path=/; HttpOnly; SameSite=" + sameSite + (https ? "; Secure" : "");
  }

  public Optional<String> session(HttpRequest request) {
    return request.cookie(session).filter(Handle::isHandle);
  }

  Optional<String> signIn(HttpRequest request) {
    return request.cookie(signIn).filter(text -> text.length() <= LONGEST);
  }

  public HttpReply withSession(HttpReply reply, String id) {
    return reply.with("Set-Cookie", session + "=" + id + attributes);
  }

  public HttpReply withoutSession(HttpReply reply) {
    return reply.with("Set-Cookie", session + "=; Max-Age=0" + attributes);
  }

  /**
   * @param pending absent: no sign-in of this browser is under way any more
   */
  HttpReply withSignIn(HttpReply reply, Optional<String> pending) {
    long life = pending.isPresent() ? PendingSignIns.LIFE.toSeconds() : 0;
    return reply.with(
        "Set-Cookie", signIn + "=" + pending.orElse("") + "; Max-Age=" + life + attributes);
  }
}
