// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the WWSF asks of the WAF, or of another OpenID provider. */
final class WafClient implements AutoCloseable {
  private final WafAccess access;
  private final ClientID clientId;
  private final Supplier<ClientAuthentication> proof;
  private final URI redirectUri;
  private final Clock clock;
  private final WafHttp http;
  private final Discovery discovery;
  private final boolean identities;

  /**
   * @param section of the settings, for messages
   * @param identities whether the ID token has to name IMPI and IMPUs
   */
  WafClient(String section, WafAccess access, URI redirectUri, Clock clock, boolean identities) {
    this.access = access;
    this.clientId = new ClientID(access.clientId());
    this.proof = ClientProof.of(section, access);
    this.redirectUri = redirectUri;
    this.clock = clock;
    this.http = new WafHttp(access.timeout(), ClientTlsContext.of(section, access.tls()));
    this.discovery = new Discovery(access, http, clock);
    this.identities = identities;
  }

  /**
   * Prepares a way to the WAF's login page (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9126).
   *
   * @param silent no page may be shown: a session there, or nothing (OpenID Connect Core §3.1.2.1)
   */
  SignInRequest signIn(boolean silent) throws WafFailure.Unavailable {
    State state = new State();
    Nonce nonce = new Nonce();
    CodeVerifier verifier = new CodeVerifier();
    Discovery.Provider provider = discovery.provider();
    AuthenticationRequest.Builder builder =
        new AuthenticationRequest.Builder(
                ResponseType.CODE, Scope.parse(access.scopes()), clientId, redirectUri)
            .endpointURI(provider.authorize())
            .state(state)
            .nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256);
    if (silent) {
      builder.prompt(new Prompt(Prompt.Type.NONE));
    }
    AuthenticationRequest request = builder.build();
    URI location =
        provider.par().isPresent() ? pushed(provider.par().get(), request) : request.toURI();
    return new SignInRequest(location, state.getValue(), nonce.getValue(), verifier.getValue());
  }

  /** The browser carries only a name of the request (RFC 9126 §4). */
  private URI pushed(URI endpoint, AuthenticationRequest request) throws WafFailure.Unavailable {
    try {
      PushedAuthorizationResponse response =
          PushedAuthorizationResponse.parse(
              new PushedAuthorizationRequest(endpoint, proof.get(), request)
                  .toHTTPRequest()
                  .send(http));
      if (!response.indicatesSuccess()) {
        throw said(endpoint, response.toErrorResponse().getErrorObject());
      }
      return new AuthorizationRequest.Builder(
              response.toSuccessResponse().getRequestURI(), clientId)
          .endpointURI(request.getEndpointURI())
          .build()
          .toURI();
    } catch (IOException e) {
      throw new WafFailure.Unavailable(endpoint + " does not answer", e);
    } catch (ParseException _) {
      throw new WafFailure.Unavailable(endpoint + " gave an answer that cannot be read");
    }
  }

  /**
   * RFC 9207 §2.4: an answer of another issuer, or an unsigned one where ours signs, is a mix-up.
   */
  boolean answers(Optional<String> issuer) throws WafFailure.Unavailable {
    return issuer.isPresent()
        ? issuer.get().equals(access.issuer().toString())
        : !discovery.provider().namesItself();
  }

  /** A code for tokens, with proof that it was asked for by {@code request}. */
  SignedIn exchange(String code, SignInRequest request) throws WafFailure {
    OIDCTokens tokens =
        tokens(
            new AuthorizationCodeGrant(
                new AuthorizationCode(code), redirectUri, new CodeVerifier(request.verifier())));
    if (tokens.getIDToken() == null) {
      throw new WafFailure.Unavailable("the WAF gave no ID token");
    }
    IDTokenClaimsSet claims = verified(tokens.getIDToken(), new Nonce(request.nonce()));
    return signedIn(claims, tokens, Optional.empty());
  }

  /** New tokens for the same user; the old refresh token is spent then (RFC 9700 §4.14.2). */
  SignedIn refresh(SignedIn old, String refreshToken) throws WafFailure {
    OIDCTokens tokens = tokens(new RefreshTokenGrant(new RefreshToken(refreshToken)));
    if (tokens.getIDToken() == null) {
      return with(tokens, old.subject(), old.impi(), old.impus(), Optional.of(old));
    }
    IDTokenClaimsSet claims = verified(tokens.getIDToken(), null);
    // OpenID Connect Core §12.2
    if (!Optional.of(claims.getSubject().getValue()).equals(old.subject())) {
      throw new WafFailure.Refused("the refreshed ID token is for another user");
    }
    return signedIn(claims, tokens, Optional.of(old));
  }

  /**
   * Takes back what the WAF gave: the refresh token, which takes the access tokens of its sign-in
   * along, or the access token where there is no other (RFC 7009 §2.1).
   */
  void revoke(SignedIn ended) throws WafFailure.Unavailable {
    Optional<URI> endpoint = discovery.provider().revocation();
    if (endpoint.isEmpty()) {
      return;
    }
    Token token =
        ended
            .refreshToken()
            .<Token>map(RefreshToken::new)
            .orElseGet(() -> new BearerAccessToken(ended.accessToken()));
    try {
      ReadOnlyHTTPResponse answer =
          new TokenRevocationRequest(endpoint.get(), proof.get(), token).toHTTPRequest().send(http);
      // §2.2.1: 503 says that the token still lives.
      if (answer.getStatusCode() != 200) {
        throw new WafFailure.Unavailable(endpoint.get() + " answered " + answer.getStatusCode());
      }
    } catch (IOException e) {
      throw new WafFailure.Unavailable(endpoint.get() + " does not answer", e);
    }
  }

  /**
   * Where the browser goes to end its session at the provider (OpenID Connect RP-Initiated Logout).
   *
   * @param back where it is to come back to; the provider has to know that address
   */
  Optional<URI> endSession(SignedIn ended, URI back) throws WafFailure.Unavailable {
    if (!access.endSession() || ended.idToken().isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    parameters.put("id_token_hint", List.of(ended.idToken().get()));
    parameters.put("client_id", List.of(access.clientId()));
    parameters.put("post_logout_redirect_uri", List.of(back.toString()));
    return discovery
        .provider()
        .endSession()
        .map(
            uri ->
                URI.create(
                    uri
                        + (uri.getRawQuery() == null ? "?" : "&")
                        + URLUtils.serializeParameters(parameters)));
  }

  /** Anything but `invalid_grant` is between WWSF and WAF; signing in again would not mend it. */
  private static WafFailure.Unavailable said(URI endpoint, ErrorObject error) {
    return new WafFailure.Unavailable(
        endpoint + " answered " + error.getHTTPStatusCode() + " " + error.getCode());
  }

  private OIDCTokens tokens(AuthorizationGrant grant) throws WafFailure {
    URI endpoint = discovery.provider().token();
    TokenRequest request = new TokenRequest.Builder(endpoint, proof.get(), grant).build();
    TokenResponse response;
    try {
      response = OIDCTokenResponseParser.parse(request.toHTTPRequest().send(http));
    } catch (IOException e) {
      throw new WafFailure.Unavailable(endpoint + " does not answer", e);
    } catch (ParseException e) {
      // The cause may quote tokens, so it is not handed on.
      throw new WafFailure.Unavailable(endpoint + " gave an answer that cannot be read");
    }
    if (!response.indicatesSuccess()) {
      ErrorObject error = response.toErrorResponse().getErrorObject();
      if (OAuth2Error.INVALID_GRANT.getCode().equals(error.getCode())) {
        throw new WafFailure.Refused("the WAF says: " + error.getDescription());
      }
      throw said(endpoint, error);
    }
    OIDCTokens tokens = response.toSuccessResponse().getTokens().toOIDCTokens();
    if (tokens.getAccessToken().getLifetime() <= 0) {
      throw new WafFailure.Unavailable(endpoint + " does not say how long its token lives");
    }
    return tokens;
  }

  private IDTokenClaimsSet verified(JWT idToken, @Nullable Nonce nonce) throws WafFailure {
    try {
      return discovery.provider().idTokens().validate(idToken, nonce);
    } catch (BadJOSEException e) {
      throw new WafFailure.Refused("the ID token does not hold: " + e.getMessage());
    } catch (JOSEException e) {
      throw new WafFailure.Unavailable("the ID token cannot be checked", e);
    }
  }

  private SignedIn signedIn(IDTokenClaimsSet claims, OIDCTokens tokens, Optional<SignedIn> old)
      throws WafFailure.Unavailable {
    Optional<String> subject = Optional.of(claims.getSubject().getValue());
    if (!identities) {
      return with(tokens, subject, "", List.of(), old);
    }
    String impi = claims.getStringClaim(access.claims().impi());
    List<String> impus = texts(claims.getClaim(access.claims().impus()));
    if (impi == null || impus.isEmpty()) {
      throw new WafFailure.Unavailable(
          "the ID token names no `%s` or `%s`"
              .formatted(access.claims().impi(), access.claims().impus()));
    }
    return with(tokens, subject, impi, impus, old);
  }

  private static List<String> texts(@Nullable Object claim) {
    return switch (claim) {
      case String one -> List.of(one);
      case List<?> many when many.stream().allMatch(String.class::isInstance) ->
          many.stream().map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }

  private SignedIn with(
      OIDCTokens tokens,
      Optional<String> subject,
      String impi,
      List<String> impus,
      Optional<SignedIn> old) {
    Instant now = clock.instant();
    return new SignedIn(
        subject,
        impi,
        impus,
        tokens.getAccessToken().getValue(),
        now,
        now.plusSeconds(tokens.getAccessToken().getLifetime()),
        Optional.ofNullable(tokens.getRefreshToken())
            .map(RefreshToken::getValue)
            .or(() -> old.flatMap(SignedIn::refreshToken)),
        Optional.ofNullable(tokens.getIDTokenString()).or(() -> old.flatMap(SignedIn::idToken)),
        Optional.empty());
  }

  @Override
  public void close() {
    http.close();
  }
}
