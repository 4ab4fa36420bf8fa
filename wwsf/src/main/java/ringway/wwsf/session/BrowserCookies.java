// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.net.URI;
import java.util.Optional;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/**
 * The two cookies of a browser: one for the session, one that binds a sign-in under way to it.
 * Cookies ignore ports, so on localhost their names must differ from the WAF's.
 */
public final class BrowserCookies {
  private final String session;
  private final String signIn;
  private final String attributes;

  /**
   * @param publicAddress how browsers reach the WWSF; decides whether cookies are `Secure`
   */
  public BrowserCookies(URI publicAddress) {
    boolean https = publicAddress.getScheme().equals("https");
    // RFC 6265bis §4.1.3.2: no sub-domain and no plain page can set a cookie of this prefix.
    String prefix = https ? "__Host-" : "";
    session = prefix + "ringway_wwsf";
    signIn = prefix + "ringway_wwsf_login";
    // Lax and not Strict: the way back from the WAF is a navigation from another site.
    attributes = "; Path=/; HttpOnly; SameSite=Lax" + (https ? "; Secure" : "");
  }

  public Optional<String> session(HttpRequest request) {
    return request.cookie(session).filter(Handle::isHandle);
  }

  Optional<String> signIn(HttpRequest request) {
    return request.cookie(signIn).filter(Handle::isHandle);
  }

  HttpReply withSession(HttpReply reply, String id) {
    return reply.with("Set-Cookie", session + "=" + id + attributes);
  }

  HttpReply withoutSession(HttpReply reply) {
    return reply.with("Set-Cookie", session + "=; Max-Age=0" + attributes);
  }

  HttpReply withSignIn(HttpReply reply, String browser) {
    return reply.with(
        "Set-Cookie",
        signIn + "=" + browser + "; Max-Age=" + PendingSignIns.LIFE.toSeconds() + attributes);
  }
}
