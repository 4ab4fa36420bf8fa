// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.wwsf.front.Fronts;
import ringway.wwsf.oauth.Identities;
import ringway.wwsf.oauth.SignInRequest;
import ringway.wwsf.oauth.SignedIn;
import ringway.wwsf.oauth.WafFailure;
import ringway.wwsf.page.Page;

/**
 * {@code GET /login} sends the browser to the WAF, {@code GET /callback} takes it back and opens
 * its session.
 *
 * <p>A program signs in as a browser does: it keeps cookies, follows the redirects from {@code
 * /login} to the WAF's page, posts that page's one form with {@code username} and {@code password}
 * filled in and the hidden fields as they stand, follows the redirects back, and asks {@code
 * /access}.
 */
public final class SignInEndpoint {
  private static final Logger log = LoggerFactory.getLogger(SignInEndpoint.class);
  private static final int LONGEST_RETURN = 512;
  private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,40}");

  /** What {@code prompt=none} is answered with where there is no session (OpenID Core §3.1.2.6). */
  private static final Set<String> NEEDS_THE_USER =
      Set.of(
          "login_required",
          "interaction_required",
          "consent_required",
          "account_selection_required");

  private static final Set<String> USER_SAID_NO = Set.of("access_denied", "login_required");

  private final Identities identities;
  private final PendingSignIns pending;
  private final Sessions sessions;
  private final Duration life;
  private final BrowserCookies cookies;
  private final Fronts fronts;
  private final Consumer<String> counted;

  /**
   * @param life how long after its sign-in a session ends
   * @param counted told ok, refused, silent_no or unavailable for every browser that comes back
   */
  public SignInEndpoint(
      Identities identities,
      Sessions sessions,
      SessionStoreConfig store,
      Duration life,
      BrowserCookies cookies,
      Fronts fronts,
      Clock clock,
      Consumer<String> counted) {
    this.identities = identities;
    this.pending = new PendingSignIns(Sessions.sealed(store), clock);
    this.sessions = sessions;
    this.life = life;
    this.cookies = cookies;
    this.fronts = fronts;
    this.counted = counted;
  }

  /**
   * {@code return_to} is a page of a listed front, where the browser goes after the sign-in. With
   * {@code prompt=none} the browser comes back there signed in or not, and nobody is asked
   * anything.
   */
  public HttpReply login(HttpRequest request) {
    Optional<String> returnTo = request.query("return_to");
    if (returnTo.filter(address -> !isPage(address)).isPresent()) {
      return Page.signInProblem(400, "The page to return to is not one of this service.");
    }
    try {
      boolean silent = request.query("prompt").filter("none"::equals).isPresent();
      SignInRequest signIn = identities.signIn(silent);
      return cookies.withSignIn(
          HttpReply.redirect(signIn.location().toString()).noStore(),
          Optional.of(pending.with(cookies.signIn(request), signIn, returnTo, silent)));
    } catch (WafFailure.Unavailable e) {
      return unavailable(e);
    }
  }

  private boolean isPage(String address) {
    return address.length() <= LONGEST_RETURN && fronts.isFront(address);
  }

  public HttpReply callback(HttpRequest request) {
    Map<String, List<String>> answer = URLUtils.parseParameters(request.query().orElse(""));
    // RFC 6749 §3.1: no parameter twice.
    if (answer.values().stream().anyMatch(values -> values.size() != 1)) {
      return refused("a parameter is given twice");
    }
    Optional<PendingSignIns.Taken> taken =
        cookies
            .signIn(request)
            .flatMap(cookie -> first(answer, "state").flatMap(s -> pending.take(cookie, s)));
    if (taken.isEmpty()) {
      // RFC 6749 §10.12: somebody else's answer must not sign this browser in.
      return refused("state is not one of this browser");
    }
    return cookies.withSignIn(came(request, answer, taken.get().pending()), taken.get().cookie());
  }

  private HttpReply came(
      HttpRequest request, Map<String, List<String>> answer, PendingSignIns.Pending signIn) {
    try {
      if (!identities.answers(first(answer, "iss"))) {
        return refused("iss is not the WAF");
      }
      Optional<String> code = first(answer, "code");
      return code.isPresent()
          ? open(request, identities.exchange(code.get(), signIn.request()), signIn.returnTo())
          : wafSaysNo(first(answer, "error").orElse("invalid_response"), signIn);
    } catch (WafFailure.Unavailable e) {
      return unavailable(e);
    } catch (WafFailure.NoIdentity e) {
      counted.accept("unavailable");
      log.warn("no identity for a user who signed in reason={}", e.getMessage());
      return Page.signInProblem(503, "All lines are taken at the moment. Please try again later.")
          .with("Retry-After", Long.toString(e.retryAfter().toSeconds()));
    } catch (WafFailure e) {
      return refused(e.getMessage());
    }
  }

  /** Always under a new name: a session known before the sign-in must not become signed in. */
  private HttpReply open(HttpRequest request, SignedIn signedIn, Optional<String> returnTo) {
    cookies.session(request).ifPresent(old -> sessions.replace(old, signedIn));
    String handle = sessions.open(signedIn, life);
    counted.accept("ok");
    log.info("signed in user={}", signedIn.subject().orElseThrow());
    return cookies.withSession(HttpReply.redirect(returnTo.orElse("/")).noStore(), handle);
  }

  private HttpReply wafSaysNo(String code, PendingSignIns.Pending signIn) {
    if (signIn.silent() && NEEDS_THE_USER.contains(code)) {
      counted.accept("silent_no");
      return HttpReply.redirect(signIn.returnTo().orElse("/")).noStore();
    }
    String error = ERROR_CODE.matcher(code).matches() ? code : "(malformed)";
    counted.accept("refused");
    log.warn("sign-in refused by the WAF error={}", error);
    return USER_SAID_NO.contains(error)
        ? Page.signInProblem(403, "You were not signed in.")
        : Page.signInProblem(502, "The sign-in service could not sign you in (" + error + ").");
  }

  private HttpReply refused(String reason) {
    counted.accept("refused");
    log.warn("sign-in refused reason={}", reason);
    return Page.signInProblem(
        400,
        "This sign-in has expired, was used before, or was not started in this browser. Cookies"
            + " must be allowed.");
  }

  private HttpReply unavailable(WafFailure.Unavailable failure) {
    counted.accept("unavailable");
    log.warn("WAF not available reason={}", failure.getMessage());
    return Page.signInProblem(503, "The sign-in service cannot be reached at the moment.")
        .with("Retry-After", "5");
  }

  private static Optional<String> first(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of()).stream().findFirst().filter(v -> !v.isBlank());
  }
}
