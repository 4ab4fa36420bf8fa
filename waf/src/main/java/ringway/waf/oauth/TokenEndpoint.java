// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.store.AuthorizedCode;
import ringway.waf.store.Grant;
import ringway.waf.store.GrantStore;
import ringway.waf.store.Handle;
import ringway.waf.store.Redemption;
import ringway.waf.store.RefreshFamily;

/** {@code POST /token}: codes and refresh tokens for access tokens (RFC 6749 §3.2). */
public final class TokenEndpoint {
  private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);

  /** Told of every token given out. */
  @FunctionalInterface
  public interface Issued {
    void by(String grantType);
  }

  private final URI address;
  private final Clients clients;
  private final Users users;
  private final GrantStore store;
  private final TokenMint mint;
  private final Duration refreshLife;
  private final Clock clock;
  private final Issued issued;

  public TokenEndpoint(
      URI address,
      Clients clients,
      Users users,
      GrantStore store,
      TokenMint mint,
      Duration refreshLife,
      Clock clock,
      Issued issued) {
    this.address = address;
    this.clients = clients;
    this.users = users;
    this.store = store;
    this.mint = mint;
    this.refreshLife = refreshLife;
    this.clock = clock;
    this.issued = issued;
  }

  public HttpReply post(HttpRequest request) {
    try {
      HTTPRequest http = toNimbus(request);
      Client client = authenticate(http);
      TokenRequest tokenRequest = TokenRequest.parse(http);
      return switch (tokenRequest.getAuthorizationGrant()) {
        case AuthorizationCodeGrant grant -> exchange(client, grant);
        case RefreshTokenGrant grant -> refresh(client, grant, tokenRequest);
        default -> throw reject(OAuth2Error.UNSUPPORTED_GRANT_TYPE, "grant type not supported");
      };
    } catch (GeneralException e) {
      return refusal(Optional.ofNullable(e.getErrorObject()).orElse(OAuth2Error.INVALID_REQUEST));
    }
  }

  private HTTPRequest toNimbus(HttpRequest request) throws ParseException {
    HTTPRequest http = new HTTPRequest(HTTPRequest.Method.POST, address);
    Optional<String> contentType = request.header("Content-Type");
    if (contentType.isEmpty()) {
      throw reject(OAuth2Error.INVALID_REQUEST, "Content-Type is missing");
    }
    http.setContentType(contentType.get());
    request.header("Authorization").ifPresent(http::setAuthorization);
    http.setBody(request.bodyText());
    return http;
  }

  /** RFC 6749 §2.3.1. The same answer for an unknown client and for a wrong secret. */
  private Client authenticate(HTTPRequest http) throws ParseException {
    ClientAuthentication authentication;
    try {
      authentication = ClientAuthentication.parse(http);
    } catch (ParseException e) {
      throw reject(OAuth2Error.INVALID_CLIENT, "client authentication cannot be read");
    }
    if (authentication instanceof ClientSecretBasic basic) {
      Optional<Client> client = clients.withId(basic.getClientID().getValue());
      if (client.isPresent() && client.get().secret().matches(basic.getClientSecret().getValue())) {
        return client.get();
      }
      log.warn("client refused client={}", client.map(Client::id).orElse("(unknown)"));
    }
    throw reject(OAuth2Error.INVALID_CLIENT, "client authentication failed");
  }

  private HttpReply exchange(Client client, AuthorizationCodeGrant request) throws ParseException {
    String familyId = Handle.fresh();
    String secret = Handle.fresh();
    Redemption redemption =
        store.redeem(
            Handle.hash(request.getAuthorizationCode().getValue()),
            code ->
                new RefreshFamily(
                    familyId,
                    code.grant(),
                    Handle.hash(secret),
                    code.grant().signedInAt().plus(refreshLife)));
    AuthorizedCode code =
        switch (redemption) {
          case Redemption.First first -> first.code();
          case Redemption.Unknown _ -> throw invalidGrant("the code is not known or has expired");
          case Redemption.Replayed _ -> {
            log.warn("code replayed, its tokens revoked client={}", client.id());
            throw invalidGrant("the code has been used before");
          }
        };
    Optional<String> mismatch = mismatch(client, request, code);
    Optional<User> user = users.named(code.grant().user());
    if (mismatch.isPresent() || user.isEmpty()) {
      // The code is spent: whoever sent it may have stolen it and must not try again.
      store.close(familyId);
      throw invalidGrant(mismatch.orElse("the user does not exist any more"));
    }
    Map<String, Object> body =
        tokens("authorization_code", code.grant(), user.get(), code.grant().scopes());
    body.put("refresh_token", familyId + "." + secret);
    addIdentity(body, code.grant(), user.get(), code.nonce());
    return HttpReply.json(200, body).noStore();
  }

  private Optional<String> mismatch(
      Client client, AuthorizationCodeGrant request, AuthorizedCode code) {
    if (clock.instant().isAfter(code.expiresAt())) {
      return Optional.of("the code is not known or has expired");
    }
    if (!code.grant().clientId().equals(client.id())) {
      return Optional.of("the code belongs to another client");
    }
    if (request.getRedirectionURI() == null
        || !request.getRedirectionURI().toString().equals(code.redirectUri())) {
      return Optional.of("redirect_uri is not the one of the authorization request");
    }
    if (!proves(request.getCodeVerifier(), code.challenge())) {
      return Optional.of("code_verifier does not match the code_challenge");
    }
    return Optional.empty();
  }

  /** RFC 7636 §4.6. */
  private static boolean proves(@Nullable CodeVerifier verifier, String challenge) {
    return verifier != null
        && MessageDigest.isEqual(
            CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                .getValue()
                .getBytes(StandardCharsets.US_ASCII),
            challenge.getBytes(StandardCharsets.US_ASCII));
  }

  /** RFC 9700 §4.14.2: each refresh token works once; a second use ends the whole family. */
  private HttpReply refresh(Client client, RefreshTokenGrant request, TokenRequest tokenRequest)
      throws ParseException {
    String[] parts = request.getRefreshToken().getValue().split("\\.", 2);
    Optional<RefreshFamily> family = store.family(parts[0]);
    if (parts.length < 2
        || family.isEmpty()
        || !family.get().grant().clientId().equals(client.id())
        || clock.instant().isAfter(family.get().expiresAt())) {
      throw invalidGrant("the refresh token is not known or has expired");
    }
    Grant grant = family.get().grant();
    List<String> scopes =
        tokenRequest.getScope() == null ? grant.scopes() : tokenRequest.getScope().toStringList();
    if (scopes.isEmpty() || !grant.scopes().containsAll(scopes)) {
      throw reject(OAuth2Error.INVALID_SCOPE, "scope exceeds what was granted");
    }
    String secret = Handle.fresh();
    if (!store.rotate(parts[0], Handle.hash(parts[1]), Handle.hash(secret))) {
      store.close(parts[0]);
      log.warn("refresh token replayed, its family revoked client={}", client.id());
      throw invalidGrant("the refresh token has been used before");
    }
    Optional<User> user = users.named(grant.user());
    if (user.isEmpty()) {
      store.close(parts[0]);
      throw invalidGrant("the user does not exist any more");
    }
    Map<String, Object> body = tokens("refresh_token", grant, user.get(), scopes);
    body.put("refresh_token", parts[0] + "." + secret);
    // OpenID Connect Core §12.2: identities may have changed; a nonce belongs to the sign-in only.
    addIdentity(body, grant, user.get(), Optional.empty());
    return HttpReply.json(200, body).noStore();
  }

  private void addIdentity(
      Map<String, Object> body, Grant grant, User user, Optional<String> nonce) {
    if (grant.scopes().contains(TokenMint.OPENID)) {
      body.put("id_token", mint.identity(grant, user, nonce));
    }
  }

  private Map<String, Object> tokens(
      String grantType, Grant grant, User user, List<String> scopes) {
    TokenMint.Access access = mint.access(grant, user, scopes);
    log.info(
        "token issued grant={} user={} client={} jti={}",
        grantType,
        user.name(),
        grant.clientId(),
        access.id());
    issued.by(grantType);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", access.jwt());
    body.put("token_type", "Bearer");
    body.put("expires_in", access.life().toSeconds());
    body.put("scope", String.join(" ", scopes));
    return body;
  }

  private static HttpReply refusal(ErrorObject error) {
    // RFC 6749 §5.2: 400, and 401 with a challenge for invalid_client.
    boolean client = error.getCode().equals(OAuth2Error.INVALID_CLIENT.getCode());
    HttpReply reply = HttpReply.json(client ? 401 : 400, error.toJSONObject()).noStore();
    return client ? reply.with("WWW-Authenticate", "Basic realm=\"token\"") : reply;
  }

  private static ParseException invalidGrant(String description) {
    return reject(OAuth2Error.INVALID_GRANT, description);
  }

  private static ParseException reject(ErrorObject error, String description) {
    return new ParseException(description, error.setDescription(description));
  }
}
