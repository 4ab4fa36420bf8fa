// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import ringway.runtime.http.Router;
import ringway.waf.identity.Users;
import ringway.waf.login.Login;
import ringway.waf.login.LoginEndpoint;
import ringway.waf.login.LoginForm;
import ringway.waf.login.Recorded;
import ringway.waf.oauth.AuthorizeCheck;

/** All configured providers and their routes. */
public final class Upstreams implements AutoCloseable {
  /** Statements that remove what has ended, each with the one parameter {@code now}. */
  public static final List<String> SWEEPS = List.of(UpstreamLogins.SWEEP, UpstreamUsers.SWEEP);

  /** What they need of the rest of the WAF. */
  public record Surroundings(
      URI issuer,
      Jdbi jdbi,
      Clock clock,
      Users users,
      UpstreamUsers upstreamUsers,
      AuthorizeCheck authorize,
      Login login,
      LoginEndpoint.Counted counted,
      Recorded audit) {}

  private final List<UpstreamProvider> providers = new ArrayList<>();

  /** Adds the routes of each provider; none is asked anything before a user wants it. */
  public Upstreams(List<UpstreamConfig> configs, Surroundings waf, Router router) {
    UpstreamLogins logins =
        new UpstreamLogins(waf.jdbi(), waf.clock(), UpstreamLogins.Bounds.STANDARD);
    Links links = new Links(waf.jdbi(), waf.clock());
    Accounts accounts = new Accounts(waf.users(), links, waf.upstreamUsers());
    for (UpstreamConfig config : configs) {
      String path = "/upstream/" + config.id();
      URI callback = URI.create(waf.issuer() + path + "/callback");
      UpstreamProvider provider = new UpstreamProvider(config, callback, waf.clock());
      providers.add(provider);
      UpstreamEndpoint endpoint =
          new UpstreamEndpoint(
              provider,
              logins,
              accounts,
              new UpstreamEndpoint.Surroundings(
                  waf.authorize(),
                  waf.login().signIn(),
                  waf.login().cookies()::browser,
                  waf.login()::source,
                  waf.counted(),
                  waf.audit(),
                  waf.clock()));
      router.get(path, endpoint::start).get(path + "/callback", endpoint::callback);
    }
  }

  /** What the login page shows. */
  public static List<LoginForm.UpstreamLink> links(List<UpstreamConfig> configs) {
    return configs.stream()
        .map(config -> new LoginForm.UpstreamLink(config.id(), config.name()))
        .toList();
  }

  @Override
  public void close() {
    providers.forEach(UpstreamProvider::close);
  }
}
