// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ringway.runtime.config.ConfigError;

/** What the WWSF asks of the WAF. */
public final class WafClient implements AutoCloseable {
  private final WafAccess access;
  private final ClientID clientId;
  private final ClientAuthentication authentication;
  private final URI redirectUri;
  private final Clock clock;
  private final WafHttp http;
  private final Discovery discovery;

  public WafClient(WafAccess access, URI redirectUri, Clock clock) {
    this.access = access;
    this.clientId = new ClientID(access.clientId());
    this.authentication =
        new ClientSecretBasic(
            clientId,
            access
                .clientSecret()
                .map(secret -> new Secret(secret.reveal()))
                .orElseThrow(
                    () ->
                        new ConfigError(
                            "wwsf.waf.client-secret is missing: give file:/path or env:NAME")));
    this.redirectUri = redirectUri;
    this.clock = clock;
    this.http = new WafHttp(access.timeout());
    this.discovery = new Discovery(access, http, clock);
  }

  /** Prepares a way to the WAF's login page (RFC 6749 §4.1.1, RFC 7636 §4.3). */
  public SignInRequest signIn() throws WafFailure.Unavailable {
    State state = new State();
    Nonce nonce = new Nonce();
    CodeVerifier verifier = new CodeVerifier();
    URI location =
        new AuthenticationRequest.Builder(
                ResponseType.CODE, Scope.parse(access.scopes()), clientId, redirectUri)
            .endpointURI(discovery.provider().authorize())
            .state(state)
            .nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256)
            .build()
            .toURI();
    return new SignInRequest(location, state.getValue(), nonce.getValue(), verifier.getValue());
  }

  /**
   * RFC 9207 §2.4: an answer of another issuer, or an unsigned one where ours signs, is a mix-up.
   */
  public boolean answers(Optional<String> issuer) throws WafFailure.Unavailable {
    return issuer.isPresent()
        ? issuer.get().equals(access.issuer().toString())
        : !discovery.provider().namesItself();
  }

  /** A code for tokens, with proof that it was asked for by {@code request}. */
  public SignedIn exchange(String code, SignInRequest request) throws WafFailure {
    OIDCTokens tokens =
        tokens(
            new AuthorizationCodeGrant(
                new AuthorizationCode(code), redirectUri, new CodeVerifier(request.verifier())));
    if (tokens.getIDToken() == null) {
      throw new WafFailure.Unavailable("the WAF gave no ID token");
    }
    IDTokenClaimsSet claims = verified(tokens.getIDToken(), new Nonce(request.nonce()));
    return signedIn(claims, tokens);
  }

  /** New tokens for the same user; the old refresh token is spent then (RFC 9700 §4.14.2). */
  public SignedIn refresh(SignedIn old, String refreshToken) throws WafFailure {
    OIDCTokens tokens = tokens(new RefreshTokenGrant(new RefreshToken(refreshToken)));
    if (tokens.getIDToken() == null) {
      return with(tokens, old.subject(), old.impi(), old.impus(), old.refreshToken());
    }
    IDTokenClaimsSet claims = verified(tokens.getIDToken(), null);
    // OpenID Connect Core §12.2
    if (!claims.getSubject().getValue().equals(old.subject())) {
      throw new WafFailure.Refused("the refreshed ID token is for another user");
    }
    SignedIn fresh = signedIn(claims, tokens);
    return fresh.refreshToken().isPresent()
        ? fresh
        : with(tokens, fresh.subject(), fresh.impi(), fresh.impus(), old.refreshToken());
  }

  private OIDCTokens tokens(AuthorizationGrant grant) throws WafFailure {
    URI endpoint = discovery.provider().token();
    TokenRequest request = new TokenRequest.Builder(endpoint, authentication, grant).build();
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
      // Anything else is between WWSF and WAF; the user cannot mend it by signing in again.
      throw new WafFailure.Unavailable(
          endpoint + " answered " + error.getHTTPStatusCode() + " " + error.getCode());
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

  private SignedIn signedIn(IDTokenClaimsSet claims, OIDCTokens tokens)
      throws WafFailure.Unavailable {
    String impi = claims.getStringClaim("impi");
    List<String> impus = claims.getStringListClaim("impus");
    if (impi == null || impus == null || impus.isEmpty()) {
      throw new WafFailure.Unavailable("the ID token names no `impi` or `impus`");
    }
    return with(tokens, claims.getSubject().getValue(), impi, impus, Optional.empty());
  }

  private SignedIn with(
      OIDCTokens tokens,
      String subject,
      String impi,
      List<String> impus,
      Optional<String> olderRefreshToken) {
    Instant now = clock.instant();
    Optional<String> refresh =
        Optional.ofNullable(tokens.getRefreshToken())
            .map(RefreshToken::getValue)
            .or(() -> olderRefreshToken);
    return new SignedIn(
        subject,
        impi,
        impus,
        tokens.getAccessToken().getValue(),
        now,
        now.plusSeconds(tokens.getAccessToken().getLifetime()),
        refresh);
  }

  @Override
  public void close() {
    http.close();
  }
}
