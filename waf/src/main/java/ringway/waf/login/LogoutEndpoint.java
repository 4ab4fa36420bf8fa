// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import static ringway.waf.login.Page.escape;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.oauth.Clients;
import ringway.waf.store.Handle;

/**
 * {@code /logout} ends the session of the browser (OpenID Connect RP-Initiated Logout 1.0): at once
 * when the client shows an ID token of that user, else after the user has said so.
 */
final class LogoutEndpoint {
  private static final int LONGEST = 12 * 1024;
  private static final List<String> PASSED_ON =
      List.of("id_token_hint", "client_id", "post_logout_redirect_uri", "state");

  private final Sessions sessions;
  private final Cookies cookies;
  private final Function<String, Optional<IdTokenHint>> hints;
  private final Clients clients;
  private final Recorded audit;

  LogoutEndpoint(
      Sessions sessions,
      Cookies cookies,
      Function<String, Optional<IdTokenHint>> hints,
      Clients clients,
      Recorded audit) {
    this.sessions = sessions;
    this.cookies = cookies;
    this.hints = hints;
    this.clients = clients;
    this.audit = audit;
  }

  /** What is asked, taken apart. */
  private record Asked(
      Map<String, List<String>> parameters, Optional<IdTokenHint> hint, Optional<URI> target) {}

  HttpReply get(HttpRequest request) {
    Map<String, List<String>> parameters = URLUtils.parseParameters(request.query().orElse(""));
    if (!isSane(parameters)) {
      return malformed();
    }
    Asked asked = asked(parameters);
    Optional<Session> session = session(request);
    if (session.isEmpty()) {
      // Nothing to end; only a client that shows our ID token may have the browser redirected.
      return asked.hint().isPresent() ? done(asked) : done(asked(Map.of()));
    }
    boolean spokenFor =
        asked.hint().filter(hint -> hint.subject().equals(session.get().user())).isPresent();
    return spokenFor ? end(request, session.get(), asked) : confirm(request, parameters, asked);
  }

  /** The confirmed form; what other sites post goes on as a GET, which brings the cookie along. */
  HttpReply post(HttpRequest request) {
    Map<String, List<String>> form = URLUtils.parseParameters(request.bodyText());
    if (!isSane(form)) {
      return malformed();
    }
    if (!LoginEndpoint.comesFromOurForm(cookies, request, form)) {
      Map<String, List<String>> passedOn = new LinkedHashMap<>(form);
      passedOn.keySet().retainAll(PASSED_ON);
      return HttpReply.of(303)
          .with("Location", "/logout?" + URLUtils.serializeParameters(passedOn))
          .noStore();
    }
    Asked asked = asked(form);
    return session(request)
        .map(session -> end(request, session, asked))
        .orElseGet(() -> done(asked));
  }

  private HttpReply end(HttpRequest request, Session session, Asked asked) {
    cookies.read(request, Cookies.Kind.SESSION).ifPresent(sessions::end);
    audit.record("logout", "user", session.user());
    return cookies.clear(done(asked), Cookies.Kind.SESSION);
  }

  private static HttpReply done(Asked asked) {
    return asked
        .target()
        .map(SignIn::seeOther)
        .orElseGet(() -> Page.problem(200, "You are signed out", "You can close this page."));
  }

  private HttpReply confirm(
      HttpRequest request, Map<String, List<String>> parameters, Asked asked) {
    Optional<String> known = cookies.browser(request);
    String browser = known.orElseGet(Handle::fresh);
    StringBuilder hidden = new StringBuilder(hidden("browser", browser));
    for (String name : PASSED_ON) {
      if (parameters.containsKey(name)) {
        hidden.append('\n').append(hidden(name, parameters.get(name).getFirst()));
      }
    }
    String body =
        """
        <h1>Sign out?</h1>
        <form method="post" action="/logout">
        %s
        <button type="submit">Sign out</button>
        </form>
        """
            .formatted(hidden);
    String targets =
        asked
            .target()
            .map(uri -> "'self' " + uri.getScheme() + "://" + uri.getRawAuthority())
            .orElse("'self'");
    HttpReply page = Page.of(200, "Sign out?", body, targets);
    return known.isPresent() ? page : cookies.set(page, Cookies.Kind.BROWSER, browser);
  }

  private Asked asked(Map<String, List<String>> parameters) {
    Optional<IdTokenHint> hint = first(parameters, "id_token_hint").flatMap(hints);
    Optional<String> named = first(parameters, "client_id");
    Optional<String> client =
        hint.isEmpty()
            ? named
            : hint.map(IdTokenHint::client)
                .filter(it -> named.filter(n -> !n.equals(it)).isEmpty());
    Optional<URI> target =
        first(parameters, "post_logout_redirect_uri")
            .flatMap(uri -> client.flatMap(id -> registered(id, uri)))
            .map(uri -> withState(uri, first(parameters, "state")));
    return new Asked(parameters, hint, target);
  }

  private Optional<URI> registered(String client, String uri) {
    return clients.withId(client).stream()
        .flatMap(found -> found.postLogoutRedirectUris().stream())
        .filter(known -> known.toString().equals(uri))
        .findFirst();
  }

  private static URI withState(URI uri, Optional<String> state) {
    if (state.isEmpty()) {
      return uri;
    }
    String query = URLUtils.serializeParameters(Map.of("state", List.of(state.get())));
    return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + query);
  }

  private Optional<Session> session(HttpRequest request) {
    return cookies.read(request, Cookies.Kind.SESSION).flatMap(sessions::find);
  }

  private static boolean isSane(Map<String, List<String>> parameters) {
    return parameters.values().stream().allMatch(values -> values.size() == 1)
        && parameters.values().stream().mapToInt(values -> values.getFirst().length()).sum()
            <= LONGEST;
  }

  private static Optional<String> first(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of()).stream().findFirst().filter(v -> !v.isEmpty());
  }

  private static String hidden(String name, String value) {
    return "<input type=\"hidden\" name=\"%s\" value=\"%s\">".formatted(name, escape(value));
  }

  private static HttpReply malformed() {
    return Page.problem(
        400, "Signing out is not possible", "A parameter of the request is given twice.");
  }
}
