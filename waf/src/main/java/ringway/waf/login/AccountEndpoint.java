// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import static ringway.waf.login.Page.escape;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.User;
import ringway.waf.store.Handle;

/**
 * {@code /account}: who is signed in here, and whether the network may sign this user in without a
 * password.
 */
final class AccountEndpoint {
  private final Recognition recognition;
  private final AutoLogin choices;
  private final Cookies cookies;
  private final Recorded audit;

  AccountEndpoint(Recognition recognition, AutoLogin choices, Cookies cookies, Recorded audit) {
    this.recognition = recognition;
    this.choices = choices;
    this.cookies = cookies;
    this.audit = audit;
  }

  HttpReply get(HttpRequest request) {
    return recognition
        .owner(request)
        .map(user -> page(request, user))
        .orElseGet(AccountEndpoint::nobody);
  }

  HttpReply post(HttpRequest request) {
    Map<String, List<String>> form = URLUtils.parseParameters(request.bodyText());
    Optional<User> user = recognition.owner(request);
    if (user.isEmpty() || !LoginEndpoint.comesFromOurForm(cookies, request, form)) {
      return nobody();
    }
    String name = user.get().name();
    switch (LoginEndpoint.field(form, "auto-login")) {
      case "off" -> choices.refuse(name);
      case "on" -> {
        if (recognition
            .session(request)
            .filter(it -> it.method() != SignInMethod.NETWORK)
            .isEmpty()) {
          return nobody(); // the network alone must not bring back what its user has refused
        }
        choices.allow(name);
      }
      default -> {
        return Page.problem(400, "Nothing was changed", "The form cannot be read.");
      }
    }
    audit.record("auto-login", "user", name, "choice", LoginEndpoint.field(form, "auto-login"));
    return HttpReply.of(303).with("Location", "/account").noStore();
  }

  private HttpReply page(HttpRequest request, User user) {
    Optional<String> known = cookies.browser(request);
    String browser = known.orElseGet(Handle::fresh);
    boolean refused = choices.refusedBy(user.name());
    String body =
        """
        <h1>Your account</h1>
        <p class="lead">You are <strong>%s</strong>.</p>
        <p>%s</p>
        <form method="post" action="/account">
        <input type="hidden" name="browser" value="%s">
        <input type="hidden" name="auto-login" value="%s">
        <button type="submit">%s</button>
        </form>
        <p><a class="button" href="/logout">Sign out</a></p>
        """
            .formatted(
                escape(user.name()),
                refused
                    ? "Your telephone number does not sign you in; you are asked for your password."
                    : "Where the network knows your telephone number, it may sign you in without"
                        + " a password.",
                escape(browser),
                refused ? "on" : "off",
                refused ? "Let my number sign me in" : "Always ask for my password");
    HttpReply page = Page.of(200, "Your account", body, "'self'");
    return known.isPresent() ? page : cookies.set(page, Cookies.Kind.BROWSER, browser);
  }

  private static HttpReply nobody() {
    return Page.problem(
        403, "You are not signed in here", "Sign in at the application first, then come back.");
  }
}
