// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.OIDCError;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.ClientAddress;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.User;
import ringway.waf.oauth.AuthorizeCheck;
import ringway.waf.oauth.AuthorizeOutcome;
import ringway.waf.oauth.AuthorizeOutcome.Accepted;
import ringway.waf.store.Handle;

/**
 * {@code GET /authorize} answers at once when the user is known already, by session or by the
 * network, and else shows the login page; {@code POST /login} takes its form. The form carries the
 * authorization request itself, so nothing is kept between the two.
 */
public final class LoginEndpoint {
  private static final Logger log = LoggerFactory.getLogger(LoginEndpoint.class);

  /** Told of every try to sign in. */
  @FunctionalInterface
  public interface Counted {
    void result(String result);
  }

  private final AuthorizeCheck authorize;
  private final Recognition recognition;
  private final Credentials credentials;
  private final Devices devices;
  private final ClientAddress source;
  private final SignIn signIn;
  private final Cookies cookies;
  private final List<LoginForm.UpstreamLink> upstreams;
  private final Counted counted;
  private final Recorded audit;
  private final Clock clock;

  LoginEndpoint(
      AuthorizeCheck authorize,
      Recognition recognition,
      Credentials credentials,
      Devices devices,
      ClientAddress source,
      SignIn signIn,
      Cookies cookies,
      List<LoginForm.UpstreamLink> upstreams,
      Counted counted,
      Recorded audit,
      Clock clock) {
    this.authorize = authorize;
    this.recognition = recognition;
    this.credentials = credentials;
    this.devices = devices;
    this.source = source;
    this.signIn = signIn;
    this.cookies = cookies;
    this.upstreams = List.copyOf(upstreams);
    this.counted = counted;
    this.audit = audit;
    this.clock = clock;
  }

  public HttpReply authorize(HttpRequest request) {
    String query = request.query().orElse("");
    return switch (authorize.arrive(query)) {
      case Accepted accepted -> recognise(request, query, accepted);
      case AuthorizeOutcome.RefusedToClient refused ->
          HttpReply.redirect(refused.location().toString()).noStore();
      case AuthorizeOutcome.RefusedOnPage refused -> cannotSignIn(refused.reason());
    };
  }

  /** The form once more, for a request that has been here: the way back from other pages. */
  public HttpReply again(HttpRequest request) {
    String query = request.query("request").orElse("");
    return switch (authorize.judge(query)) {
      case Accepted accepted when accepted.prompts().contains("none") ->
          refuse(accepted, OIDCError.LOGIN_REQUIRED, "the user has to sign in");
      case Accepted accepted -> showForm(request, query, accepted);
      case AuthorizeOutcome.RefusedToClient refused -> SignIn.seeOther(refused.location());
      case AuthorizeOutcome.RefusedOnPage refused -> cannotSignIn(refused.reason());
    };
  }

  public HttpReply login(HttpRequest request) throws InterruptedException {
    Map<String, List<String>> form = URLUtils.parseParameters(request.bodyText());
    if (!comesFromOurForm(cookies, request, form)) {
      return Page.problem(
          403,
          "This form has expired",
          "Go back to the application and start signing in again. Cookies must be allowed.");
    }
    String query = field(form, "request");
    return switch (authorize.judge(query)) {
      case Accepted accepted -> signIn(request, form, accepted);
      case AuthorizeOutcome.RefusedToClient refused -> SignIn.seeOther(refused.location());
      case AuthorizeOutcome.RefusedOnPage refused -> cannotSignIn(refused.reason());
    };
  }

  public HttpReply style(HttpRequest request) {
    return Page.style(request);
  }

  private HttpReply recognise(HttpRequest request, String query, Accepted accepted) {
    return switch (recognition.of(request, accepted)) {
      case Recognition.Who.InSession(var user, var signedInAt) ->
          signIn.goOn(accepted, user, signedInAt);
      case Recognition.Who.Vouched(var user) -> {
        counted.result("ok");
        yield signIn.complete(request, accepted, user, SignInMethod.NETWORK, clock.instant());
      }
      case Recognition.Who.Contradicted(var vouched) -> {
        counted.result("failed");
        audit.record(
            "login-refused",
            "reason",
            "login_hint names another user than the network vouches for",
            "vouched",
            vouched.name(),
            "client",
            accepted.client().id());
        yield refuse(
            accepted,
            OAuth2Error.ACCESS_DENIED,
            "the network vouches for another user than login_hint names");
      }
      case Recognition.Who.Nobody _ when accepted.prompts().contains("none") ->
          refuse(accepted, OIDCError.LOGIN_REQUIRED, "the user has to sign in");
      case Recognition.Who.Nobody _ -> showForm(request, query, accepted);
    };
  }

  private HttpReply refuse(Accepted accepted, ErrorObject error, String description) {
    return HttpReply.redirect(authorize.refusal(accepted, error, description).toString()).noStore();
  }

  private HttpReply signIn(HttpRequest request, Map<String, List<String>> fields, Accepted accepted)
      throws InterruptedException {
    String name = field(fields, "username").strip();
    String client = accepted.client().id();
    LoginForm form = form(accepted, field(fields, "request"), field(fields, "browser"));
    LoginLimit.Try attempt =
        new LoginLimit.Try(
            name,
            source.of(request),
            cookies.read(request, Cookies.Kind.DEVICE).flatMap(it -> devices.known(it, name)));
    return switch (credentials.check(attempt, field(fields, "password"))) {
      case Credentials.Outcome.SignedIn(User user) -> {
        counted.result("ok");
        yield signIn.complete(request, accepted, user, SignInMethod.PASSWORD, clock.instant());
      }
      case Credentials.Outcome.Refused _ -> {
        counted.result("failed");
        log.info("login failed user={} client={}", loggable(name), client);
        recordRefusal("wrong name or password", name, client, attempt);
        yield form.show(
            403, name, "That user name and password do not go together. Please try again.");
      }
      case Credentials.Outcome.TooManyTries(var retryAfter) -> {
        counted.result("limited");
        log.warn("login limited user={} client={}", loggable(name), client);
        recordRefusal("too many tries", name, client, attempt);
        yield form.show(429, name, tooMany(retryAfter))
            .with("Retry-After", Long.toString(retryAfter.toSeconds()));
      }
      case Credentials.Outcome.Busy _ -> {
        counted.result("busy");
        yield form.show(503, name, "Many people are signing in just now. Please try again.")
            .with("Retry-After", "2");
      }
    };
  }

  private static String tooMany(Duration wait) {
    return wait.compareTo(LoginLimit.SHORT) <= 0
        ? "Too many tries. Please wait a minute, then try again."
        : "Too many tries. Please wait %d minutes, then try again.".formatted(wait.toMinutes());
  }

  private void recordRefusal(String reason, String name, String client, LoginLimit.Try attempt) {
    audit.record(
        "login-refused",
        "reason",
        reason,
        "user",
        loggable(name),
        "client",
        client,
        "source",
        attempt.source());
  }

  private HttpReply showForm(HttpRequest request, String query, Accepted accepted) {
    // The browser keeps its mark when it has one: several tabs may sign in side by side.
    Optional<String> known = cookies.browser(request);
    String browser = known.orElseGet(Handle::fresh);
    HttpReply page = form(accepted, query, browser).show(200, accepted.loginHint().orElse(""), "");
    return known.isPresent() ? page : cookies.set(page, Cookies.Kind.BROWSER, browser);
  }

  private LoginForm form(Accepted accepted, String query, String browser) {
    return new LoginForm(
        accepted.client().id(), origin(accepted.redirectUri()), query, browser, upstreams);
  }

  /** A foreign page can send our form but cannot read the cookie whose value must stand in it. */
  static boolean comesFromOurForm(
      Cookies cookies, HttpRequest request, Map<String, List<String>> form) {
    Optional<String> cookie = cookies.browser(request);
    return cookie.isPresent()
        && MessageDigest.isEqual(
            cookie.get().getBytes(StandardCharsets.UTF_8),
            field(form, "browser").getBytes(StandardCharsets.UTF_8));
  }

  static String field(Map<String, List<String>> form, String name) {
    return form.getOrDefault(name, List.of("")).getFirst();
  }

  private static HttpReply cannotSignIn(String reason) {
    return Page.problem(
        400,
        "Signing in is not possible",
        reason
            + " Go back to the application and start again; if that does not help, tell its"
            + " operator.");
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static String loggable(String name) {
    return User.isName(name) ? name : "(malformed)";
  }
}
