// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.time.Clock;
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
import ringway.wwsf.oauth.SignInRequest;
import ringway.wwsf.oauth.SignedIn;
import ringway.wwsf.oauth.WafClient;
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
  private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,40}");
  private static final Set<String> USER_SAID_NO = Set.of("access_denied", "login_required");

  private final WafClient waf;
  private final PendingSignIns pending;
  private final Sessions sessions;
  private final BrowserCookies cookies;
  private final Consumer<String> counted;

  /**
   * @param counted told ok, refused or unavailable for every browser that comes back
   */
  public SignInEndpoint(
      WafClient waf,
      Sessions sessions,
      BrowserCookies cookies,
      Clock clock,
      Consumer<String> counted) {
    this.waf = waf;
    this.pending = new PendingSignIns(clock);
    this.sessions = sessions;
    this.cookies = cookies;
    this.counted = counted;
  }

  public HttpReply login(HttpRequest request) {
    try {
      SignInRequest signIn = waf.signIn();
      // The browser keeps its mark when it has one: several tabs may sign in side by side.
      String browser = cookies.signIn(request).orElseGet(Handle::fresh);
      pending.keep(browser, signIn);
      return cookies.withSignIn(
          HttpReply.redirect(signIn.location().toString()).noStore(), browser);
    } catch (WafFailure.Unavailable e) {
      return unavailable(e);
    }
  }

  public HttpReply callback(HttpRequest request) {
    Map<String, List<String>> answer = URLUtils.parseParameters(request.query().orElse(""));
    // RFC 6749 §3.1: no parameter twice.
    if (answer.values().stream().anyMatch(values -> values.size() != 1)) {
      return refused("a parameter is given twice");
    }
    Optional<SignInRequest> signIn =
        cookies
            .signIn(request)
            .flatMap(browser -> first(answer, "state").flatMap(s -> pending.take(s, browser)));
    if (signIn.isEmpty()) {
      // RFC 6749 §10.12: somebody else's answer must not sign this browser in.
      return refused("state is not one of this browser");
    }
    try {
      if (!waf.answers(first(answer, "iss"))) {
        return refused("iss is not the WAF");
      }
      Optional<String> code = first(answer, "code");
      return code.isPresent()
          ? open(request, waf.exchange(code.get(), signIn.get()))
          : wafSaysNo(first(answer, "error").orElse("invalid_response"));
    } catch (WafFailure.Unavailable e) {
      return unavailable(e);
    } catch (WafFailure e) {
      return refused(e.getMessage());
    }
  }

  /** Always under a new name: a session known before the sign-in must not become signed in. */
  private HttpReply open(HttpRequest request, SignedIn signedIn) {
    cookies.session(request).ifPresent(sessions::close);
    String id = sessions.open(signedIn);
    counted.accept("ok");
    log.info("signed in user={}", signedIn.subject());
    return cookies.withSession(HttpReply.redirect("/").noStore(), id);
  }

  private HttpReply wafSaysNo(String code) {
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
