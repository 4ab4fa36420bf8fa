// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import ringway.runtime.FunctionRuntime;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.Router;
import ringway.runtime.store.Database;
import ringway.wwsf.access.AccessEndpoint;
import ringway.wwsf.access.PageSettings;
import ringway.wwsf.front.Fronts;
import ringway.wwsf.oauth.Identities;
import ringway.wwsf.page.Page;
import ringway.wwsf.page.Site;
import ringway.wwsf.session.BrowserCookies;
import ringway.wwsf.session.EndedSessions;
import ringway.wwsf.session.LogoutEndpoint;
import ringway.wwsf.session.SessionEndpoint;
import ringway.wwsf.session.Sessions;
import ringway.wwsf.session.SignInEndpoint;
import ringway.wwsf.visitor.VisitorEndpoint;
import ringway.wwsf.visitor.VisitorLimits;

/** A running WWSF. */
public final class Wwsf implements AutoCloseable {
  private final FunctionRuntime runtime;
  private final HttpListener listener;

  private Wwsf(FunctionRuntime runtime, HttpListener listener) {
    this.runtime = runtime;
    this.listener = listener;
  }

  public static Wwsf start(WwsfConfig config) {
    return start(config, Clock.systemUTC());
  }

  /** With a clock of the caller's, for what takes hours otherwise. */
  public static Wwsf start(WwsfConfig config, Clock clock) {
    FunctionRuntime runtime = new FunctionRuntime("wwsf");
    try {
      Router router = routes(config, clock, runtime);
      HttpListener listener =
          runtime.closing("http", HttpListener.start("wwsf", config.listen(), router));
      runtime.started(config.management());
      return new Wwsf(runtime, listener);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private static Router routes(WwsfConfig config, Clock clock, FunctionRuntime runtime) {
    WwsfMetrics metrics = new WwsfMetrics(runtime.metrics());
    Identities identities =
        runtime.closing(
            "waf client",
            new Identities(
                config.waf(),
                config.login(),
                config.pool(),
                URI.create(config.publicAddress() + "/callback"),
                clock));
    Database database =
        runtime.closing(
            "store", Database.open("wwsf", "wwsf_schema_history", config.store().database()));
    Sessions sessions =
        new Sessions(database.jdbi(), config.store(), identities, config.maxSessions(), clock);
    EndedSessions ended = runtime.closing("ended sessions", new EndedSessions(sessions, clock));
    runtime.health().require("store", ended::problem);
    metrics.count(sessions);
    Router router = new Router();
    routeSessions(router, config, clock, identities, sessions, metrics);
    routePages(router, config);
    return router;
  }

  private static void routeSessions(
      Router router,
      WwsfConfig config,
      Clock clock,
      Identities identities,
      Sessions sessions,
      WwsfMetrics metrics) {
    Fronts fronts = new Fronts(config.publicAddress(), config.fronts());
    BrowserCookies cookies = new BrowserCookies(config.publicAddress(), !config.fronts().isEmpty());
    SignInEndpoint signIn =
        new SignInEndpoint(
            identities,
            sessions,
            config.store(),
            config.sessionLife(),
            cookies,
            fronts,
            clock,
            metrics::signIn);
    AccessEndpoint access =
        new AccessEndpoint(
            sessions,
            cookies,
            config.domain(),
            config.w2(),
            config.iceServers(),
            config.turn(),
            clock,
            metrics::access);
    LogoutEndpoint logout =
        new LogoutEndpoint(config.publicAddress(), fronts, sessions, identities, cookies);
    router
        .get("/login", signIn::login)
        .get("/callback", signIn::callback)
        .get("/access", fronts.shared(access::get))
        .get("/session", fronts.shared(new SessionEndpoint(sessions, cookies)::get))
        .post("/logout", fronts.shared(logout::post));
    if (config.pool().anonymous()) {
      VisitorEndpoint visitor =
          new VisitorEndpoint(
              identities,
              config.pool(),
              sessions,
              cookies,
              fronts,
              new VisitorLimits(
                  config.pool().visitorsPerAddress(), config.pool().balancers(), clock),
              metrics::visitor);
      router.post("/visitor", fronts.shared(visitor::post));
    }
    if (!config.fronts().isEmpty()) {
      for (String path : List.of("/access", "/session", "/logout", "/visitor")) {
        router.on("OPTIONS", path, fronts::preflight);
      }
    }
  }

  private static void routePages(Router router, WwsfConfig config) {
    PageSettings settings =
        new PageSettings(
            config.name(),
            config.domain(),
            config.w2(),
            config.contacts(),
            config.pool().anonymous());
    Site site = config.site().map(Site::in).orElseGet(Site::builtIn);
    URI login = config.login().issuer().orElse(config.waf().issuer());
    router
        .get("/config.json", settings::get)
        .get("/wwsf-page.css", Page::style)
        .below("/", site::get)
        .always("Content-Security-Policy", Site.policy(config.w2(), login))
        .always("X-Content-Type-Options", "nosniff")
        .always("Referrer-Policy", "no-referrer")
        .always("Cross-Origin-Opener-Policy", "same-origin")
        .always("Cross-Origin-Resource-Policy", "same-origin")
        .always("Permissions-Policy", "microphone=(self), camera=(self), geolocation=()");
    if (config.publicAddress().getScheme().equals("https")) {
      router.always("Strict-Transport-Security", "max-age=31536000");
    }
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
