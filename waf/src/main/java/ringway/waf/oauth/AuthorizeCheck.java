// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import ringway.waf.identity.Impi;

/** Judges the query of an authorization request. Asks the lists of clients and pushed requests. */
public final class AuthorizeCheck {
  private static final int MAX_QUERY = 4096;
  private static final Pattern S256_CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern CLIENT_TEXT = Pattern.compile("[\\x20-\\x7e]{1,1024}");

  private final Issuer issuer;
  private final Clients clients;
  private final PushedRequests pushed;

  public AuthorizeCheck(URI issuer, Clients clients, PushedRequests pushed) {
    this.issuer = new Issuer(issuer);
    this.clients = clients;
    this.pushed = pushed;
  }

  /** Judges a request that arrives: a pushed one is opened, which it can be once. */
  public AuthorizeOutcome arrive(String query) {
    if (query.length() <= MAX_QUERY) {
      Map<String, List<String>> parameters = URLUtils.parseParameters(query);
      Optional<String> name = pushedName(parameters);
      Optional<String> client = first(parameters, "client_id");
      if (name.isPresent()
          && client.isPresent()
          && isSingle(parameters)
          && !pushed.open(name.get(), client.get())) {
        return new AuthorizeOutcome.RefusedOnPage(
            "The request has expired or has been used before.");
      }
    }
    return judge(query);
  }

  /** Judges a request that has arrived before and is still being worked on. */
  public AuthorizeOutcome judge(String query) {
    if (query.length() > MAX_QUERY) {
      return new AuthorizeOutcome.RefusedOnPage("The request is too long.");
    }
    Map<String, List<String>> parameters = URLUtils.parseParameters(query);
    // A parameter sent twice could mean one thing here and another at the client (RFC 6749 §3.1).
    if (!isSingle(parameters)) {
      return new AuthorizeOutcome.RefusedOnPage("A parameter of the request is given twice.");
    }
    Optional<String> name = pushedName(parameters);
    if (name.isEmpty()) {
      return judge(parameters, Optional.empty());
    }
    // RFC 9126 §4: only what was pushed counts, and only for the client that pushed it.
    return first(parameters, "client_id")
        .flatMap(client -> pushed.opened(name.get(), client))
        .map(text -> judge(URLUtils.parseParameters(text), name))
        .orElseGet(
            () ->
                new AuthorizeOutcome.RefusedOnPage(
                    "The request has expired or has been used before."));
  }

  /** Refuses a request that is to be pushed in the words it would be refused in (RFC 9126 §2.3). */
  void requireGood(Map<String, List<String>> parameters) {
    if (URLUtils.serializeParameters(parameters).length() > MAX_QUERY) {
      throw new OAuthReject(OAuth2Error.INVALID_REQUEST, "the request is too long");
    }
    switch (judge(parameters, Optional.empty())) {
      case AuthorizeOutcome.Accepted _ -> {}
      case AuthorizeOutcome.RefusedOnPage(String reason) ->
          throw new OAuthReject(OAuth2Error.INVALID_REQUEST, reason);
      case AuthorizeOutcome.RefusedToClient(URI location) -> {
        Map<String, List<String>> error = URLUtils.parseParameters(location.getRawQuery());
        throw new OAuthReject(
            new ErrorObject(first(error, "error").orElse("invalid_request")),
            first(error, "error_description").orElse("the request is not valid"));
      }
    }
  }

  private static boolean isSingle(Map<String, List<String>> parameters) {
    return parameters.values().stream().allMatch(values -> values.size() == 1);
  }

  private static Optional<String> pushedName(Map<String, List<String>> parameters) {
    return first(parameters, "request_uri").filter(uri -> uri.startsWith(PushedRequests.PREFIX));
  }

  private AuthorizeOutcome judge(
      Map<String, List<String>> parameters, Optional<String> pushedName) {
    Optional<Client> client = first(parameters, "client_id").flatMap(clients::withId);
    if (client.isEmpty()) {
      return new AuthorizeOutcome.RefusedOnPage("The application is not known here.");
    }
    Optional<URI> redirectUri =
        first(parameters, "redirect_uri").flatMap(given -> registered(client.get(), given));
    if (redirectUri.isEmpty()) {
      // RFC 9700 §2.1, RFC 6749 §3.1.2.4: never redirect to an address that is not registered.
      return new AuthorizeOutcome.RefusedOnPage(
          "The address to return to is not one registered for this application.");
    }
    try {
      return accept(client.get(), redirectUri.get(), parameters, pushedName);
    } catch (GeneralException e) {
      ErrorObject error =
          Optional.ofNullable(e.getErrorObject()).orElse(OAuth2Error.INVALID_REQUEST);
      State state = first(parameters, "state").map(State::new).orElse(null);
      return new AuthorizeOutcome.RefusedToClient(
          new AuthorizationErrorResponse(
                  redirectUri.get(), error, state, issuer, ResponseMode.QUERY)
              .toURI());
    }
  }

  private AuthorizeOutcome accept(
      Client client,
      URI redirectUri,
      Map<String, List<String>> parameters,
      Optional<String> pushedName)
      throws GeneralException {
    requireCodeFlow(parameters);
    AuthorizationRequest request = AuthorizationRequest.parse(parameters);
    List<String> scopes =
        request.getScope() == null ? List.of() : request.getScope().toStringList();
    if (scopes.isEmpty() || !client.scopes().containsAll(scopes)) {
      throw refuse(OAuth2Error.INVALID_SCOPE, "scope must be some of " + client.scopes());
    }
    // RFC 9700 §2.1.1: PKCE for every client, and S256 only, since plain protects nothing.
    Optional<String> challenge = first(parameters, "code_challenge");
    if (challenge.isEmpty()
        || !S256_CHALLENGE.matcher(challenge.get()).matches()
        || !CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())) {
      throw refuse(OAuth2Error.INVALID_REQUEST, "a code_challenge with method S256 is required");
    }
    Set<String> prompts =
        request.getPrompt() == null ? Set.of() : Set.copyOf(request.getPrompt().toStringList());
    return new AuthorizeOutcome.Accepted(
        client,
        redirectUri,
        scopes,
        text(parameters, "state"),
        challenge.get(),
        text(parameters, "nonce"),
        text(parameters, "login_hint"),
        prompts,
        maxAge(parameters),
        impi(parameters),
        pushedName);
  }

  /** The redirect that tells the client why its good request came to nothing. */
  public URI refusal(AuthorizeOutcome.Accepted request, ErrorObject error, String description) {
    return new AuthorizationErrorResponse(
            request.redirectUri(),
            error.setDescription(description),
            request.state().map(State::new).orElse(null),
            issuer,
            ResponseMode.QUERY)
        .toURI();
  }

  /** Ours: which subscription of a user with several the tokens are to name. */
  private static Optional<Impi> impi(Map<String, List<String>> parameters) throws GeneralException {
    try {
      return first(parameters, "impi").map(Impi::new);
    } catch (IllegalArgumentException _) {
      throw refuse(OAuth2Error.INVALID_REQUEST, "impi is a private identity, user@realm");
    }
  }

  private static Optional<Duration> maxAge(Map<String, List<String>> parameters)
      throws GeneralException {
    Optional<String> given = first(parameters, "max_age");
    if (given.isPresent() && !given.get().matches("\\d{1,9}")) {
      throw refuse(OAuth2Error.INVALID_REQUEST, "max_age is a number of seconds");
    }
    return given.map(Long::valueOf).map(Duration::ofSeconds);
  }

  private static void requireCodeFlow(Map<String, List<String>> parameters)
      throws GeneralException {
    Optional<String> responseType = first(parameters, "response_type");
    if (responseType.isEmpty()) {
      throw refuse(OAuth2Error.INVALID_REQUEST, "response_type is missing");
    }
    // RFC 9700 §2.1.2: no implicit and no hybrid flow.
    if (!responseType.get().equals(ResponseType.CODE.toString())) {
      throw refuse(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "only response_type=code is supported");
    }
    if (parameters.containsKey("request")) {
      throw refuse(OAuth2Error.REQUEST_NOT_SUPPORTED, "request objects are not supported");
    }
    if (parameters.containsKey("request_uri")) {
      throw refuse(OAuth2Error.REQUEST_URI_NOT_SUPPORTED, "request_uri is not supported");
    }
    if (!first(parameters, "response_mode").orElse("query").equals("query")) {
      throw refuse(OAuth2Error.INVALID_REQUEST, "only response_mode=query is supported");
    }
  }

  private static Optional<URI> registered(Client client, String given) {
    return client.redirectUris().stream().filter(uri -> uri.toString().equals(given)).findFirst();
  }

  private static Optional<String> text(Map<String, List<String>> parameters, String name)
      throws GeneralException {
    Optional<String> value = first(parameters, name);
    if (value.isPresent() && !CLIENT_TEXT.matcher(value.get()).matches()) {
      throw refuse(OAuth2Error.INVALID_REQUEST, name + " may hold up to 1024 printable characters");
    }
    return value;
  }

  private static Optional<String> first(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of()).stream().findFirst().filter(v -> !v.isEmpty());
  }

  private static ParseException refuse(ErrorObject error, String description) {
    return new ParseException(description, error.setDescription(description));
  }
}
