// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.waf.identity.Impu;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.User;
import ringway.waf.keys.TokenSigner;
import ringway.waf.store.Grant;
import ringway.waf.store.Handle;

/** Says what stands in tokens, and makes them in the form their client gets. Thread-safe. */
public final class TokenMint {
  /** The scope that allows registering with IMS. */
  static final String IMS_REGISTER = "ims.register";

  /** The scope that asks for an ID token (OpenID Connect Core §3.1.2.1). */
  static final String OPENID = "openid";

  static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");
  private static final Duration ID_TOKEN_LIFE = Duration.ofMinutes(5);

  private final TokenSigner signer;
  private final ReferenceTokens references;
  private final URI issuer;
  private final String audience;
  private final Duration life;
  private final Clock clock;

  /**
   * @param audience of tokens of users: the realm of the eP-CSCF
   * @param life of an access token
   */
  public TokenMint(
      TokenSigner signer,
      ReferenceTokens references,
      URI issuer,
      String audience,
      Duration life,
      Clock clock) {
    this.signer = signer;
    this.references = references;
    this.issuer = issuer;
    this.audience = audience;
    this.life = life;
    this.clock = clock;
  }

  /** A token with the name it goes by in logs. */
  record Access(String token, String id, Duration life) {}

  String audience() {
    return audience;
  }

  /**
   * RFC 9068 §2; the IMS claims prove what TS 33.203 X.4.1 REQ 3.1 asks for.
   *
   * @param session the refresh family it belongs to
   */
  Access forUser(Caller caller, User user, String session, Collection<String> scopes) {
    JWTClaimsSet.Builder claims = common(caller, scopes).audience(audience).subject(user.name());
    claims.claim("sid", session);
    addIdentity(claims, user);
    return make(caller, claims);
  }

  /** RFC 9068 §3: a token of the client itself is for this server, never for the eP-CSCF. */
  Access forClient(Caller caller, Collection<String> scopes) {
    return make(
        caller, common(caller, scopes).audience(issuer.toString()).subject(caller.client().id()));
  }

  private JWTClaimsSet.Builder common(Caller caller, Collection<String> scopes) {
    Instant now = clock.instant();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.toString())
            .claim("client_id", caller.client().id())
            .claim("wwsf", caller.client().id())
            .claim("scope", String.join(" ", scopes))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
            .jwtID(Handle.fresh());
    // RFC 8705 §3.1.
    caller.thumbprint().ifPresent(value -> claims.claim("cnf", Map.of("x5t#S256", value)));
    return claims;
  }

  private Access make(Caller caller, JWTClaimsSet.Builder builder) {
    JWTClaimsSet claims = builder.build();
    String token =
        switch (caller.client().tokenForm()) {
          case JWT -> signer.sign(ACCESS_TOKEN, claims).serialize();
          case REFERENCE -> references.keep(claims);
        };
    return new Access(token, claims.getJWTID(), life);
  }

  /** The WWSF learns from this who signed in; the access token stays opaque to it. */
  String identity(Grant grant, User user, Optional<String> nonce) {
    Instant now = clock.instant();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.toString())
            .audience(grant.clientId())
            .subject(user.name())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(ID_TOKEN_LIFE)))
            .claim("auth_time", grant.signedInAt().getEpochSecond());
    addIdentity(claims, user);
    claims.claim("subscriptions", subscriptions(user));
    nonce.ifPresent(value -> claims.claim("nonce", value));
    return signer.sign(JOSEObjectType.JWT, claims.build()).serialize();
  }

  /** All a user has, the one the access token names first. */
  static List<Map<String, Object>> subscriptions(User user) {
    return user.subscriptions().stream().map(TokenMint::described).toList();
  }

  private static Map<String, Object> described(Subscription one) {
    return Map.of(
        "impi", one.impi().value(), "impus", one.impus().stream().map(Impu::value).toList());
  }

  private static void addIdentity(JWTClaimsSet.Builder claims, User user) {
    claims.claim("impi", user.impi().value());
    claims.claim("impus", user.impus().stream().map(Impu::value).toList());
  }
}
