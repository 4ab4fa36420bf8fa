// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import ringway.runtime.http.ClientAddress;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.oauth.AuthorizeCheck;
import ringway.waf.oauth.Clients;
import ringway.waf.oauth.CodeGrants;

/** The parts of signing in, put together. */
public final class Login {
  private static final int MOST_COUNTERS = 1_000_000;

  /** Statements that remove what has ended, each with the one parameter {@code now}. */
  public static final List<String> SWEEPS =
      List.of(Counters.SWEEP, Counters.keepingAtMost(MOST_COUNTERS), Devices.SWEEP, Sessions.SWEEP);

  private final LoginEndpoint endpoint;
  private final LogoutEndpoint logout;
  private final AccountEndpoint account;
  private final SignIn signIn;
  private final Cookies cookies;
  private final Sessions sessions;
  private final ClientAddress source;

  /** What signing in needs of the rest of the WAF. */
  public record Surroundings(
      URI issuer,
      Jdbi jdbi,
      Clock clock,
      Users users,
      Function<String, Optional<User>> byMsisdn,
      Clients clients,
      AuthorizeCheck authorize,
      CodeGrants grants,
      Function<HttpRequest, Optional<String>> certificateSubject,
      Supplier<Map<String, Object>> publicKeys,
      LoginEndpoint.Counted counted,
      Recorded audit) {}

  public Login(LoginConfig config, Surroundings waf, List<LoginForm.UpstreamLink> upstreams) {
    Clock clock = waf.clock();
    cookies = new Cookies(waf.issuer());
    source = new ClientAddress(config.balancers());
    sessions = new Sessions(waf.jdbi(), clock, config.sessionLife());
    Devices devices = new Devices(waf.jdbi(), clock, config.deviceLife());
    AutoLogin choices = new AutoLogin(waf.jdbi(), clock);
    NetworkLogin network =
        new NetworkLogin(
            config.network(), waf.certificateSubject(), waf.byMsisdn(), choices, waf.audit());
    Recognition recognition = new Recognition(waf.users(), sessions, network, cookies, clock);
    signIn = new SignIn(waf.grants(), sessions, devices, cookies, waf.audit());
    endpoint =
        new LoginEndpoint(
            waf.authorize(),
            recognition,
            new Credentials(
                waf.users(), new LoginLimit(new Counters(waf.jdbi(), clock), config.limits())),
            devices,
            source,
            signIn,
            cookies,
            upstreams,
            waf.counted(),
            waf.audit(),
            clock);
    logout =
        new LogoutEndpoint(
            sessions,
            cookies,
            token -> IdTokenHint.parse(token, waf.issuer(), waf.publicKeys()),
            waf.clients(),
            waf.audit());
    account = new AccountEndpoint(recognition, choices, cookies, waf.audit());
  }

  public Router routes(Router router) {
    return router
        .get("/authorize", endpoint::authorize)
        .get("/login", endpoint::again)
        .post("/login", endpoint::login)
        .get("/logout", logout::get)
        .post("/logout", logout::post)
        .get("/account", account::get)
        .post("/account", account::post)
        .get("/login.css", endpoint::style);
  }

  /** For those who sign users in by other ways than the form. */
  public SignIn signIn() {
    return signIn;
  }

  public Cookies cookies() {
    return cookies;
  }

  /** Where a browser really is, for limits. */
  public String source(HttpRequest request) {
    return source.of(request);
  }

  public Sessions sessions() {
    return sessions;
  }
}
