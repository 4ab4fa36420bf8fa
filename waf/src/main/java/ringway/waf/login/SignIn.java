// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.User;
import ringway.waf.oauth.AuthorizeOutcome.Accepted;
import ringway.waf.oauth.CodeGrants;

/** The last step of every way to sign in: the browser is remembered, the client gets its code. */
public final class SignIn {
  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  private final CodeGrants grants;
  private final Sessions sessions;
  private final Devices devices;
  private final Cookies cookies;
  private final Recorded audit;

  SignIn(CodeGrants grants, Sessions sessions, Devices devices, Cookies cookies, Recorded audit) {
    this.grants = grants;
    this.sessions = sessions;
    this.devices = devices;
    this.cookies = cookies;
    this.audit = audit;
  }

  /** The user has just proved who they are. */
  public HttpReply complete(
      HttpRequest request, Accepted asked, User user, SignInMethod method, Instant at) {
    String by = method.name().toLowerCase(Locale.ROOT);
    log.info("login ok user={} client={} by={}", user.name(), asked.client().id(), by);
    audit.record(
        "login",
        "user",
        user.name(),
        "client",
        asked.client().id(),
        "method",
        by,
        "source",
        request.remoteAddress());
    HttpReply reply = seeOther(grants.issue(asked, user, at));
    if (method == SignInMethod.PASSWORD) {
      Optional<String> old = cookies.read(request, Cookies.Kind.DEVICE);
      reply =
          cookies.set(
              reply, Cookies.Kind.DEVICE, devices.remember(old, user.name()), devices.life());
    }
    if (!sessions.wanted()) {
      return reply;
    }
    // A new handle for every sign-in, so that nobody can plant one and wait.
    cookies.read(request, Cookies.Kind.SESSION).ifPresent(sessions::end);
    return cookies.set(
        reply,
        Cookies.Kind.SESSION,
        sessions.open(new Session(user.name(), method, at)),
        sessions.life());
  }

  /** The user was signed in already. */
  HttpReply goOn(Accepted asked, User user, Instant signedInAt) {
    audit.record("login", "user", user.name(), "client", asked.client().id(), "method", "session");
    return seeOther(grants.issue(asked, user, signedInAt));
  }

  /** 303 and not 302: the browser must not post the password on (RFC 9700 §4.12). */
  public static HttpReply seeOther(URI location) {
    return HttpReply.of(303).with("Location", location.toString()).noStore();
  }
}
