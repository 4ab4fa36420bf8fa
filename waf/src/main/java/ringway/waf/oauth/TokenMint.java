// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import ringway.waf.identity.Impu;
import ringway.waf.identity.User;
import ringway.waf.keys.SigningKey;
import ringway.waf.store.Grant;
import ringway.waf.store.Handle;

/** Makes the signed tokens. */
public final class TokenMint {
  /** The scope that allows registering with IMS. */
  static final String IMS_REGISTER = "ims.register";

  /** The scope that asks for an ID token (OpenID Connect Core §3.1.2.1). */
  static final String OPENID = "openid";

  private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");
  private static final Duration ID_TOKEN_LIFE = Duration.ofMinutes(5);

  private final SigningKey key;
  private final URI issuer;
  private final String audience;
  private final Duration life;
  private final Clock clock;

  /**
   * @param life of an access token
   */
  public TokenMint(SigningKey key, URI issuer, String audience, Duration life, Clock clock) {
    this.key = key;
    this.issuer = issuer;
    this.audience = audience;
    this.life = life;
    this.clock = clock;
  }

  /** A token with the name it goes by in logs. */
  record Access(String jwt, String id, Duration life) {}

  /** RFC 9068 §2; the IMS claims prove what TS 33.203 X.4.1 REQ 3.1 asks for. */
  Access access(Grant grant, User user, Iterable<String> scopes) {
    Instant now = clock.instant();
    String id = Handle.fresh();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.toString())
            .audience(audience)
            .subject(user.name())
            .claim("client_id", grant.clientId())
            .claim("wwsf", grant.clientId())
            .claim("scope", String.join(" ", scopes))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
            .jwtID(id);
    addIdentity(claims, user);
    SignedJWT jwt = key.sign(ACCESS_TOKEN, claims.build());
    return new Access(jwt.serialize(), id, life);
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
    nonce.ifPresent(value -> claims.claim("nonce", value));
    return key.sign(JOSEObjectType.JWT, claims.build()).serialize();
  }

  private static void addIdentity(JWTClaimsSet.Builder claims, User user) {
    claims.claim("impi", user.impi().value());
    claims.claim("impus", user.impus().stream().map(Impu::value).toList());
  }
}
