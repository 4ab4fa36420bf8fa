// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import java.net.URI;
import java.time.Clock;
import ringway.runtime.FunctionRuntime;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.Router;
import ringway.wwsf.access.AccessEndpoint;
import ringway.wwsf.access.PageSettings;
import ringway.wwsf.oauth.WafClient;
import ringway.wwsf.page.Page;
import ringway.wwsf.page.Site;
import ringway.wwsf.session.BrowserCookies;
import ringway.wwsf.session.LogoutEndpoint;
import ringway.wwsf.session.Sessions;
import ringway.wwsf.session.SignInEndpoint;

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

  static Wwsf start(WwsfConfig config, Clock clock) {
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
    URI redirectUri = URI.create(config.publicAddress() + "/callback");
    WafClient waf = runtime.closing("waf client", new WafClient(config.waf(), redirectUri, clock));
    Sessions sessions = new Sessions(config.sessionLife(), config.maxSessions(), clock);
    metrics.count(sessions);
    BrowserCookies cookies = new BrowserCookies(config.publicAddress());
    SignInEndpoint signIn = new SignInEndpoint(waf, sessions, cookies, clock, metrics::signIn);
    AccessEndpoint access =
        new AccessEndpoint(
            sessions,
            cookies,
            waf,
            clock,
            config.domain(),
            config.w2(),
            config.iceServers(),
            metrics::access);
    PageSettings settings =
        new PageSettings(config.name(), config.domain(), config.w2(), config.contacts());
    Site site = config.site().map(Site::in).orElseGet(Site::builtIn);
    Router router =
        new Router()
            .get("/login", signIn::login)
            .get("/callback", signIn::callback)
            .post("/logout", new LogoutEndpoint(config.publicAddress(), sessions, cookies)::post)
            .get("/access", access::get)
            .get("/config.json", settings::get)
            .get("/wwsf-page.css", Page::style)
            .below("/", site::get)
            .always("Content-Security-Policy", Site.policy(config.w2(), config.waf().issuer()))
            .always("X-Content-Type-Options", "nosniff")
            .always("Referrer-Policy", "no-referrer")
            .always("Cross-Origin-Opener-Policy", "same-origin")
            .always("Cross-Origin-Resource-Policy", "same-origin")
            .always("Permissions-Policy", "microphone=(self), camera=(self), geolocation=()");
    return config.publicAddress().getScheme().equals("https")
        ? router.always("Strict-Transport-Security", "max-age=31536000")
        : router;
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
