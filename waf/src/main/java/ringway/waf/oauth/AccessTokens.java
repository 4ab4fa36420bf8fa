// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import ringway.waf.keys.OwnSignature;
import ringway.waf.keys.TokenSigner;
import ringway.waf.store.Handle;

/** What an access token that comes back to us is worth, whatever its form. Thread-safe. */
final class AccessTokens {
  private static final int MAX_TOKEN = 16 * 1024;
  private static final int MAX_VERIFIED = 20_000;
  private static final Duration VERIFIED_MEMORY = Duration.ofMinutes(5);

  private final TokenSigner signer;
  private final ReferenceTokens references;
  private final TokenRevocations revocations;
  private final URI issuer;
  private final Clock clock;

  /** Signatures found good, since checking one costs far more than all the rest. */
  private final Cache<String, JWTClaimsSet> verified =
      Caffeine.newBuilder().maximumSize(MAX_VERIFIED).expireAfterWrite(VERIFIED_MEMORY).build();

  AccessTokens(
      TokenSigner signer,
      ReferenceTokens references,
      TokenRevocations revocations,
      URI issuer,
      Clock clock) {
    this.signer = signer;
    this.references = references;
    this.revocations = revocations;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** The claims of a token that is ours, in time and not revoked. */
  Optional<JWTClaimsSet> live(String token) {
    if (token.length() > MAX_TOKEN) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<JWTClaimsSet> claims = token.indexOf('.') < 0 ? references.find(token) : signed(token);
    return claims
        .filter(found -> now.isBefore(found.getExpirationTime().toInstant()))
        .filter(found -> !isRevoked(found));
  }

  private boolean isRevoked(JWTClaimsSet claims) {
    return revocations.isRevoked(
        claims.getJWTID(),
        text(claims, "sid"),
        text(claims, "impi"),
        claims.getIssueTime().toInstant());
  }

  static String text(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? text : "";
  }

  private Optional<JWTClaimsSet> signed(String token) {
    String hash = Handle.hash(token);
    JWTClaimsSet known = verified.getIfPresent(hash);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<JWTClaimsSet> claims = verify(token);
    claims.ifPresent(good -> verified.put(hash, good));
    return claims;
  }

  private Optional<JWTClaimsSet> verify(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      // An ID token has our signature too and must not pass for an access token (RFC 9068 §4).
      if (!TokenMint.ACCESS_TOKEN.equals(jwt.getHeader().getType())) {
        return Optional.empty();
      }
      JWKSet keys = JWKSet.parse(signer.publicJwks());
      for (JWK key : new JWKSelector(JWKMatcher.forJWSHeader(jwt.getHeader())).select(keys)) {
        if (OwnSignature.isBy(key, jwt)) {
          return complete(jwt.getJWTClaimsSet());
        }
      }
      return Optional.empty();
    } catch (ParseException _) {
      return Optional.empty();
    }
  }

  private Optional<JWTClaimsSet> complete(JWTClaimsSet claims) {
    Date expiry = claims.getExpirationTime();
    boolean whole =
        issuer.toString().equals(claims.getIssuer())
            && expiry != null
            && claims.getIssueTime() != null
            && claims.getJWTID() != null;
    return whole ? Optional.of(claims) : Optional.empty();
  }
}
