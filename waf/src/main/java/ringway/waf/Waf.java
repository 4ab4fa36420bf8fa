// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.FunctionRuntime;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.Router;
import ringway.waf.audit.Audit;
import ringway.waf.identity.Impu;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.keys.SigningKey;
import ringway.waf.login.Login;
import ringway.waf.login.Recorded;
import ringway.waf.oauth.ClientStore;
import ringway.waf.oauth.LocalRevocations;
import ringway.waf.oauth.OAuth;
import ringway.waf.oauth.TokenSigner;
import ringway.waf.store.GrantStore;
import ringway.waf.store.MemoryGrantStore;
import ringway.waf.upstream.Links;
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
      Function<Server, Handler> routes = routes(config, clock, runtime);
      HttpListener listener =
          runtime.closing("http", HttpListener.start("waf", config.listen(), routes));
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

  private static Function<Server, Handler> routes(
      WafConfig config, Clock clock, FunctionRuntime runtime) {
    URI issuer = config.issuer();
    WafMetrics metrics = new WafMetrics(runtime.metrics());
    Jdbi jdbi = loginStore();
    SigningKey key = signingKey(config);
    GrantStore store = new MemoryGrantStore(config.refreshLife());
    ClientStore clients = new ClientStore(jdbi);
    clients.merge(config.clients());
    Users directory = Users.of(config.users());
    UpstreamUsers upstreamUsers = new UpstreamUsers(jdbi, clock, config.refreshLife());
    Users users = name -> directory.named(name).or(() -> upstreamUsers.named(name));
    Recorded audit = Audit::record;
    Links links = new Links(jdbi, clock);
    OAuth oauth =
        new OAuth(
            config.oauth(),
            clients,
            new OAuth.Surroundings(
                issuer,
                config.audience(),
                config.tokenAlgorithm(),
                config.tokenLife(),
                config.refreshLife(),
                jdbi,
                clock,
                users,
                (from, subject) -> links.user(from, subject).flatMap(users::named),
                store,
                signer(key),
                new LocalRevocations(config.tokenLife()),
                metrics::token,
                audit::record));
    Login login =
        new Login(
            config.login(),
            new Login.Surroundings(
                issuer,
                jdbi,
                clock,
                users,
                number -> byMsisdn(config.users(), number),
                oauth.authorize(),
                oauth.codes(),
                oauth.certificates()::subjectOfPeer,
                key::publicJwks,
                metrics::login,
                audit),
            Upstreams.links(config.upstreams()));
    HttpReply jwks =
        HttpReply.json(200, key.publicJwks()).with("Cache-Control", "public, max-age=300");
    Router router =
        oauth
            .routes(login.routes(new Router()))
            .get("/jwks", _ -> jwks)
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
                oauth.authorize(),
                login,
                metrics::login,
                audit),
            router));
    if (issuer.getScheme().equals("https")) {
      router.always("Strict-Transport-Security", "max-age=31536000");
    }
    return server -> oauth.certificates().asking(server, router);
  }

  private static TokenSigner signer(SigningKey key) {
    return new TokenSigner() {
      @Override
      public SignedJWT sign(JOSEObjectType type, JWTClaimsSet claims) {
        return key.sign(type, claims);
      }

      @Override
      public Map<String, Object> publicJwks() {
        return key.publicJwks();
      }
    };
  }

  private static Jdbi loginStore() {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=PostgreSQL;DB_CLOSE_DELAY=-1";
    Jdbi jdbi = Jdbi.create(url);
    for (String script : List.of("V5__clients.sql", "V6__login.sql")) {
      try (var in = Waf.class.getResourceAsStream("store/" + script)) {
        String sql = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        jdbi.useHandle(handle -> handle.createScript(sql).execute());
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
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
