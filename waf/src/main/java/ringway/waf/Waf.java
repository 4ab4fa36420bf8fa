// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.FunctionRuntime;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.Router;
import ringway.waf.identity.Impu;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.keys.SigningKey;
import ringway.waf.login.Login;
import ringway.waf.login.Recorded;
import ringway.waf.oauth.AuthorizeCheck;
import ringway.waf.oauth.Clients;
import ringway.waf.oauth.CodeGrants;
import ringway.waf.oauth.MetadataEndpoint;
import ringway.waf.oauth.TokenEndpoint;
import ringway.waf.oauth.TokenMint;
import ringway.waf.store.GrantStore;
import ringway.waf.store.MemoryGrantStore;
import ringway.waf.upstream.UpstreamUsers;
import ringway.waf.upstream.Upstreams;

/** A running WAF. */
public final class Waf implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Waf.class);

  private final FunctionRuntime runtime;
  private final HttpListener listener;

  private Waf(FunctionRuntime runtime, HttpListener listener) {
    this.runtime = runtime;
    this.listener = listener;
  }

  public static Waf start(WafConfig config) {
    return start(config, Clock.systemUTC());
  }

  static Waf start(WafConfig config, Clock clock) {
    FunctionRuntime runtime = new FunctionRuntime("waf");
    try {
      Router router = routes(config, clock, runtime);
      HttpListener listener =
          runtime.closing("http", HttpListener.start("waf", config.listen(), router));
      if (config.users().isEmpty() || config.clients().isEmpty()) {
        log.warn(
            "nobody can sign in yet users={} clients={}",
            config.users().size(),
            config.clients().size());
      }
      runtime.started(config.management());
      return new Waf(runtime, listener);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private static Router routes(WafConfig config, Clock clock, FunctionRuntime runtime) {
    URI issuer = config.issuer();
    WafMetrics metrics = new WafMetrics(runtime.metrics());
    Jdbi jdbi = loginStore();
    SigningKey key = signingKey(config);
    GrantStore store = new MemoryGrantStore(config.refreshLife());
    Clients clients = Clients.of(config.clients());
    Users directory = Users.of(config.users());
    UpstreamUsers upstreamUsers = new UpstreamUsers(jdbi, clock, config.refreshLife());
    Users users = name -> directory.named(name).or(() -> upstreamUsers.named(name));
    AuthorizeCheck authorize = new AuthorizeCheck(issuer, clients);
    Recorded audit = (event, fields) -> log.info("{} {}", event, List.of(fields));
    Login login =
        new Login(
            config.login(),
            new Login.Surroundings(
                issuer,
                jdbi,
                clock,
                users,
                number -> byMsisdn(config.users(), number),
                authorize,
                new CodeGrants(issuer, store, clock),
                _ -> Optional.empty(),
                metrics::login,
                audit),
            Upstreams.links(config.upstreams()));
    TokenEndpoint token =
        new TokenEndpoint(
            URI.create(issuer + "/token"),
            clients,
            users,
            store,
            new TokenMint(key, issuer, config.audience(), config.tokenLife(), clock),
            config.refreshLife(),
            clock,
            metrics::token);
    MetadataEndpoint metadata = new MetadataEndpoint(issuer, key.algorithm().jws());
    HttpReply jwks =
        HttpReply.json(200, key.publicJwks()).with("Cache-Control", "public, max-age=300");
    Router router =
        login
            .routes(new Router())
            .post("/token", token::post)
            .get("/jwks", _ -> jwks)
            .get("/.well-known/openid-configuration", metadata::get)
            .get("/.well-known/oauth-authorization-server", metadata::get)
            .always("X-Content-Type-Options", "nosniff")
            .always("Referrer-Policy", "no-referrer");
    runtime.closing(
        "upstreams",
        new Upstreams(
            config.upstreams(),
            new Upstreams.Surroundings(
                issuer,
                jdbi,
                clock,
                directory,
                upstreamUsers,
                authorize,
                login,
                metrics::login,
                audit),
            router));
    return issuer.getScheme().equals("https")
        ? router.always("Strict-Transport-Security", "max-age=31536000")
        : router;
  }

  private static Jdbi loginStore() {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=PostgreSQL;DB_CLOSE_DELAY=-1";
    Jdbi jdbi = Jdbi.create(url);
    try (var in = Waf.class.getResourceAsStream("store/V6__login.sql")) {
      String sql = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      jdbi.useHandle(handle -> handle.createScript(sql).execute());
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
    return jdbi;
  }

  private static Optional<User> byMsisdn(List<User> users, String number) {
    return users.stream()
        .filter(user -> user.impus().contains(new Impu("tel:" + number)))
        .findFirst();
  }

  private static SigningKey signingKey(WafConfig config) {
    if (config.signingKey().isPresent()) {
      return SigningKey.in(config.signingKey().get(), config.tokenAlgorithm());
    }
    log.warn("no signing-key configured: the tokens of this run end with it");
    return SigningKey.fresh(config.tokenAlgorithm());
  }

  /** The port it listens on, the real one when the settings say 0. */
  public int port() {
    return listener.port();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
