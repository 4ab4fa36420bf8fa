// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.User;
import ringway.waf.login.LoginEndpoint;
import ringway.waf.login.Page;
import ringway.waf.login.Recorded;
import ringway.waf.login.SignIn;
import ringway.waf.login.SignInMethod;
import ringway.waf.oauth.AuthorizeCheck;
import ringway.waf.oauth.AuthorizeOutcome.Accepted;
import ringway.waf.store.Handle;

/**
 * {@code GET /upstream/<id>} sends the browser to a provider, {@code GET /upstream/<id>/callback}
 * takes it back. Each provider has a callback of its own, so that none can answer for another (RFC
 * 9700 §4.4.2.2).
 */
final class UpstreamEndpoint {
  private static final Logger log = LoggerFactory.getLogger(UpstreamEndpoint.class);

  /** What it needs of the rest of the WAF. */
  record Surroundings(
      AuthorizeCheck authorize,
      SignIn signIn,
      BrowserMark browser,
      Function<HttpRequest, String> source,
      LoginEndpoint.Counted counted,
      Recorded audit,
      Clock clock) {}

  /** The mark of the browser a request comes from. */
  @FunctionalInterface
  interface BrowserMark {
    Optional<String> of(HttpRequest request);
  }

  private final UpstreamProvider provider;
  private final UpstreamConfig config;
  private final UpstreamLogins logins;
  private final Accounts accounts;
  private final Surroundings waf;

  UpstreamEndpoint(
      UpstreamProvider provider, UpstreamLogins logins, Accounts accounts, Surroundings waf) {
    this.provider = provider;
    this.config = provider.config();
    this.logins = logins;
    this.accounts = accounts;
    this.waf = waf;
  }

  HttpReply start(HttpRequest request) {
    String query = request.query("request").orElse("");
    Optional<String> browser = waf.browser().of(request);
    if (!(waf.authorize().judge(query) instanceof Accepted asked) || browser.isEmpty()) {
      return startAgain();
    }
    String state = Handle.fresh();
    String nonce = Handle.fresh();
    CodeVerifier verifier = new CodeVerifier();
    try {
      HttpReply redirect =
          SignIn.seeOther(
              provider.authorization(
                  state,
                  nonce,
                  CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue(),
                  passedOn(asked)));
      boolean kept =
          logins.keep(
              state,
              new UpstreamLogins.Origin(browser.get(), waf.source().apply(request)),
              new UpstreamLogins.Pending(config.id(), nonce, verifier.getValue(), query));
      return kept
          ? redirect
          : problem(429, "Too many sign-ins are under way from where you are.", query);
    } catch (UpstreamFailure failure) {
      return failed(failure, query);
    }
  }

  HttpReply callback(HttpRequest request) {
    Optional<UpstreamLogins.Pending> pending =
        waf.browser()
            .of(request)
            .flatMap(
                browser ->
                    request
                        .query("state")
                        .flatMap(state -> logins.take(state, browser, config.id())));
    if (pending.isEmpty()) {
      refused("the answer belongs to no login begun in this browser");
      return startAgain();
    }
    String query = pending.get().request();
    if (!(waf.authorize().judge(query) instanceof Accepted asked)) {
      return startAgain();
    }
    try {
      if (!provider.isFromHere(request.query("iss"))) {
        throw new UpstreamFailure(
            UpstreamFailure.Kind.UNTRUSTED, "the answer names another issuer, or none");
      }
      Optional<String> code = request.query("code");
      if (request.query("error").isPresent() || code.isEmpty()) {
        refused("the provider did not sign the user in");
        return problem(403, config.name() + " did not sign you in.", query);
      }
      UpstreamProvider.Account account =
          provider.account(
              code.get(), pending.get().verifier(), pending.get().nonce(), asked.maxAge());
      User user = accounts.user(config, account);
      waf.counted().result("ok");
      return waf.signIn()
          .complete(request, asked, user, SignInMethod.UPSTREAM, signedInAt(account));
    } catch (UpstreamFailure failure) {
      return failed(failure, query);
    }
  }

  /** Never later than now, whatever the clock of the provider says. */
  private Instant signedInAt(UpstreamProvider.Account account) {
    Instant now = waf.clock().instant();
    return account.signedInAt().filter(at -> at.isBefore(now)).orElse(now);
  }

  /** What the client asks of the sign-in, the provider has to see to. */
  private static Map<String, String> passedOn(Accepted asked) {
    Map<String, String> more = new LinkedHashMap<>();
    if (asked.prompts().contains("login")) {
      more.put("prompt", "login");
    } else if (asked.prompts().contains("select_account")) {
      more.put("prompt", "select_account");
    }
    asked.maxAge().ifPresent(age -> more.put("max_age", Long.toString(age.toSeconds())));
    return more;
  }

  private HttpReply failed(UpstreamFailure failure, String query) {
    log.warn(
        "upstream login failed upstream={} kind={} reason={}",
        config.id(),
        failure.kind(),
        failure.getMessage());
    refused(failure.getMessage());
    String name = config.name();
    return switch (failure.kind()) {
      case UNAVAILABLE ->
          problem(502, name + " does not answer just now. You can sign in another way.", query);
      case UNTRUSTED -> problem(502, "What " + name + " answered cannot be trusted.", query);
      case NO_ACCOUNT ->
          problem(403, "Your account at " + name + " belongs to nobody here.", query);
    };
  }

  private void refused(String reason) {
    waf.counted().result("failed");
    waf.audit().record("login-refused", "reason", reason, "upstream", config.id());
  }

  private static HttpReply problem(int status, String text, String query) {
    return Page.problem(
        status,
        "Signing in did not work",
        text,
        "Back to signing in",
        "/login?request=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  private static HttpReply startAgain() {
    return Page.problem(
        400,
        "Signing in is not possible",
        "Go back to the application and start signing in again. Cookies must be allowed.");
  }
}
