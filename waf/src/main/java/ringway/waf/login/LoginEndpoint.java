// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.OIDCError;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.User;
import ringway.waf.oauth.AuthorizeCheck;
import ringway.waf.oauth.AuthorizeOutcome;
import ringway.waf.oauth.AuthorizeOutcome.Accepted;
import ringway.waf.oauth.CodeGrants;
import ringway.waf.store.Handle;

/**
 * {@code GET /authorize} shows the login page, {@code POST /login} takes its form. The form carries
 * the authorization request itself, so nothing is kept between the two; there is no session here
 * either, so a sign-out at the WWSF is a whole one.
 */
public final class LoginEndpoint {
  private static final Logger log = LoggerFactory.getLogger(LoginEndpoint.class);
  private static final Pattern BROWSER = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** Told of every try to sign in. */
  @FunctionalInterface
  public interface Counted {
    void result(String result);
  }

  private final AuthorizeCheck authorize;
  private final Credentials credentials;
  private final CodeGrants grants;
  private final Counted counted;
  private final Clock clock;
  private final String cookieName;
  private final String cookieAttributes;

  public LoginEndpoint(
      URI issuer,
      AuthorizeCheck authorize,
      Credentials credentials,
      CodeGrants grants,
      Counted counted,
      Clock clock) {
    this.authorize = authorize;
    this.credentials = credentials;
    this.grants = grants;
    this.counted = counted;
    this.clock = clock;
    // Cookies ignore ports, so on localhost the name must differ from the WWSF's.
    boolean https = issuer.getScheme().equals("https");
    cookieName = https ? "__Host-ringway_waf" : "ringway_waf";
    cookieAttributes = "; Path=/; HttpOnly; SameSite=Lax" + (https ? "; Secure" : "");
  }

  public HttpReply authorize(HttpRequest request) {
    String query = request.query().orElse("");
    return switch (authorize.judge(query)) {
      case Accepted accepted when accepted.prompts().contains("none") ->
          HttpReply.redirect(
                  authorize
                      .refusal(accepted, OIDCError.LOGIN_REQUIRED, "the user has to sign in")
                      .toString())
              .noStore();
      case Accepted accepted -> showForm(request, query, accepted);
      case AuthorizeOutcome.RefusedToClient refused ->
          HttpReply.redirect(refused.location().toString()).noStore();
      case AuthorizeOutcome.RefusedOnPage refused -> cannotSignIn(refused.reason());
    };
  }

  public HttpReply login(HttpRequest request) throws InterruptedException {
    Map<String, List<String>> form = URLUtils.parseParameters(request.bodyText());
    if (!comesFromOurForm(request, form)) {
      return Page.problem(
          403,
          "This form has expired",
          "Go back to the application and start signing in again. Cookies must be allowed.");
    }
    String query = field(form, "request");
    return switch (authorize.judge(query)) {
      case Accepted accepted -> signIn(request, form, accepted);
      case AuthorizeOutcome.RefusedToClient refused -> seeOther(refused.location());
      case AuthorizeOutcome.RefusedOnPage refused -> cannotSignIn(refused.reason());
    };
  }

  public HttpReply style(HttpRequest request) {
    return Page.style(request);
  }

  private HttpReply signIn(HttpRequest request, Map<String, List<String>> fields, Accepted accepted)
      throws InterruptedException {
    String name = field(fields, "username").strip();
    String password = field(fields, "password");
    String client = accepted.client().id();
    LoginForm form =
        new LoginForm(
            client,
            origin(accepted.redirectUri()),
            field(fields, "request"),
            field(fields, "browser"));
    return switch (credentials.check(name, password, request.remoteAddress())) {
      case Credentials.Outcome.SignedIn(User user) -> {
        counted.result("ok");
        log.info("login ok user={} client={}", user.name(), client);
        yield seeOther(grants.issue(accepted, user, clock.instant()));
      }
      case Credentials.Outcome.Refused _ -> {
        counted.result("failed");
        log.info("login failed user={} client={}", loggable(name), client);
        yield form.show(
            403, name, "That user name and password do not go together. Please try again.");
      }
      case Credentials.Outcome.TooManyTries(var retryAfter) -> {
        counted.result("limited");
        log.warn("login limited user={} client={}", loggable(name), client);
        yield form.show(429, name, "Too many tries. Please wait a minute, then try again.")
            .with("Retry-After", Long.toString(retryAfter.toSeconds()));
      }
      case Credentials.Outcome.Busy _ -> {
        counted.result("busy");
        yield form.show(503, name, "Many people are signing in just now. Please try again.")
            .with("Retry-After", "2");
      }
    };
  }

  private HttpReply showForm(HttpRequest request, String query, Accepted accepted) {
    // The browser keeps its mark when it has one: several tabs may sign in side by side.
    Optional<String> known = knownBrowser(request);
    String browser = known.orElseGet(Handle::fresh);
    HttpReply page =
        new LoginForm(accepted.client().id(), origin(accepted.redirectUri()), query, browser)
            .show(200, accepted.loginHint().orElse(""), "");
    return known.isPresent()
        ? page
        : page.with("Set-Cookie", cookieName + "=" + browser + cookieAttributes);
  }

  /** A foreign page can send our form but cannot read the cookie whose value must stand in it. */
  private boolean comesFromOurForm(HttpRequest request, Map<String, List<String>> form) {
    Optional<String> cookie = knownBrowser(request);
    return cookie.isPresent()
        && MessageDigest.isEqual(
            cookie.get().getBytes(StandardCharsets.UTF_8),
            field(form, "browser").getBytes(StandardCharsets.UTF_8));
  }

  private static String field(Map<String, List<String>> form, String name) {
    return form.getOrDefault(name, List.of("")).getFirst();
  }

  private Optional<String> knownBrowser(HttpRequest request) {
    return request.cookie(cookieName).filter(value -> BROWSER.matcher(value).matches());
  }

  private static HttpReply cannotSignIn(String reason) {
    return Page.problem(
        400,
        "Signing in is not possible",
        reason
            + " Go back to the application and start again; if that does not help, tell its"
            + " operator.");
  }

  /** 303 and not 302: the browser must not post the password on (RFC 9700 §4.12). */
  private static HttpReply seeOther(URI location) {
    return HttpReply.of(303).with("Location", location.toString()).noStore();
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static String loggable(String name) {
    return User.isName(name) ? name : "(malformed)";
  }
}
