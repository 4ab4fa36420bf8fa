// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import ringway.runtime.store.Database;
import ringway.waf.admin.AdminApi;
import ringway.waf.audit.Audit;
import ringway.waf.digest.DigestVerifier;
import ringway.waf.events.EventFeed;
import ringway.waf.identity.User;
import ringway.waf.identity.UserStore;
import ringway.waf.identity.Users;
import ringway.waf.keys.KeyRing;
import ringway.waf.keys.KeyRings;
import ringway.waf.login.Login;
import ringway.waf.login.Page;
import ringway.waf.login.PasswordGuard;
import ringway.waf.login.Recorded;
import ringway.waf.oauth.ClientStore;
import ringway.waf.oauth.OAuth;
import ringway.waf.pool.PoolStore;
import ringway.waf.pool.Pools;
import ringway.waf.store.GrantStore;
import ringway.waf.store.SqlGrantStore;
import ringway.waf.store.StoreOutage;
import ringway.waf.store.StoreWatch;
import ringway.waf.store.Sweeper;
import ringway.waf.store.WafDatabase;
import ringway.waf.upstream.Links;
import ringway.waf.upstream.UpstreamUsers;
import ringway.waf.upstream.Upstreams;

/** A running WAF. */
public final class Waf implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Waf.class);

  private static final List<String> PAGES =
      List.of("/authorize", "/login", "/logout", "/account", "/upstream/");

  private final FunctionRuntime runtime;
  private final HttpListener listener;

  private Waf(FunctionRuntime runtime, HttpListener listener) {
    this.runtime = runtime;
    this.listener = listener;
  }

  public static Waf start(WafConfig config) {
    return start(config, Clock.systemUTC());
  }

  /**
   * @param clock the present of everything but this process's own timers: what expires does so by
   *     it
   */
  public static Waf start(WafConfig config, Clock clock) {
    FunctionRuntime runtime = new FunctionRuntime("waf");
    try {
      Function<Server, Handler> routes = routes(config, clock, runtime);
      HttpListener listener =
          runtime.closing("http", HttpListener.start("waf", config.listen(), routes));
      if (config.users().isEmpty() || config.clients().isEmpty()) {
        log.warn(
            "the settings name no users or no clients: only what an administrator made can sign in"
                + " users={} clients={}",
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
    Jdbi jdbi = store(config, clock, runtime);
    KeyRing keys =
        runtime.closing(
            "keys",
            KeyRings.open(
                config.keys(),
                config.signingKey(),
                config.tokenAlgorithm(),
                config.tokenLife(),
                jdbi,
                clock));
    EventFeed events =
        runtime.closing(
            "events",
            new EventFeed(config.events(), keys, issuer, config.tokenLife(), jdbi, clock));
    GrantStore store = new SqlGrantStore(jdbi, clock);
    ClientStore clients = new ClientStore(jdbi);
    clients.merge(config.clients());
    UserStore directory = new UserStore(jdbi);
    directory.merge(config.users());
    PoolStore poolStore = new PoolStore(jdbi, clock);
    poolStore.merge(config.pools().entries());
    Pools pools = new Pools(jdbi, clock, config.tokenLife(), config.pools());
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
                pools,
                new DigestVerifier(
                    config.digest(),
                    users,
                    new PasswordGuard(jdbi, clock, config.login().limits())),
                keys,
                events.revocations(),
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
                number -> directory.byMsisdn(number).filter(User::autoLogin),
                clients,
                oauth.authorize(),
                oauth.codes(),
                oauth.certificates()::subjectOfPeer,
                keys::publicJwks,
                metrics::login,
                audit),
            Upstreams.links(config.upstreams()));
    Router router =
        events
            .routes(oauth.routes(login.routes(new Router())))
            .get("/jwks", _ -> jwks(keys))
            .failing((path, failure) -> unavailable(path, failure, metrics))
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
    AdminApi.routes(
        config.admin(),
        new AdminApi.Surroundings(
            jdbi,
            clock,
            directory,
            poolStore,
            pools,
            clients,
            keys,
            store,
            login.sessions(),
            links,
            events.revocations(),
            audit::record),
        runtime.management());
    if (issuer.getScheme().equals("https")) {
      router.always("Strict-Transport-Security", "max-age=31536000");
    }
    return server -> oauth.certificates().asking(server, router);
  }

  /** The same words everywhere while the store is away; a browser gets a page. */
  private static Optional<HttpReply> unavailable(
      String path, Exception failure, WafMetrics metrics) {
    if (!StoreOutage.is(failure)) {
      return Optional.empty();
    }
    metrics.storeFailure();
    log.debug("the store did not answer path={}", path, failure); // StoreWatch warns, once
    boolean page = PAGES.stream().anyMatch(path::startsWith);
    HttpReply reply =
        page
            ? Page.problem(503, "Not available", "Please try again in a moment.")
            : HttpReply.json(
                503,
                Map.of(
                    "error",
                    "temporarily_unavailable",
                    "error_description",
                    "the store of this server does not answer: try again"));
    return Optional.of(reply.with("Retry-After", StoreOutage.RETRY_AFTER).noStore());
  }

  private static HttpReply jwks(KeyRing keys) {
    return HttpReply.json(200, keys.publicJwks()).with("Cache-Control", "public, max-age=300");
  }

  private static Jdbi store(WafConfig config, Clock clock, FunctionRuntime runtime) {
    if (config.store().inMemoryOnly()) {
      log.warn("store.url is in memory: what this run knows ends with it");
    }
    Database database = runtime.closing("store", WafDatabase.open(config.store()));
    StoreWatch watch = runtime.closing("store watch", new StoreWatch(database));
    runtime.health().require("store", watch::problem);
    Sweeper sweeper = runtime.closing("sweeper", new Sweeper(database.jdbi(), clock));
    SqlGrantStore.tables().forEach(sweeper::sweeps);
    OAuth.SWEPT.forEach(sweeper::sweeps);
    sweeper.removes(Login.SWEEPS);
    sweeper.removes(EventFeed.SWEEPS);
    sweeper.removes(Upstreams.SWEEPS);
    sweeper.removes(PoolStore.SWEEPS);
    sweeper.sweeps("imports");
    return database.jdbi();
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
