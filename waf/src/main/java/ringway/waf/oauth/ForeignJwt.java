// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks a JWT somebody else has signed: assertions of clients, tokens of trusted issuers. */
final class ForeignJwt {
  static final Set<JWSAlgorithm> ALGORITHMS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.RS256, JWSAlgorithm.PS256)));

  private static final Duration SKEW = Duration.ofSeconds(60);

  /** Why a JWT is not accepted, in words for its sender. */
  static final class Bad extends Exception {
    private static final long serialVersionUID = 1;

    Bad(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  private ForeignJwt() {}

  static SignedJWT parse(String text) throws Bad {
    try {
      return SignedJWT.parse(text);
    } catch (ParseException _) {
      throw new Bad("it is not a signed JWT");
    }
  }

  /** The claims, after signature, times and audience have been found good. */
  static JWTClaimsSet check(
      SignedJWT jwt, JWKSource<SecurityContext> keys, Collection<String> audiences, Instant now)
      throws Bad {
    if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
      throw new Bad("its algorithm is not one of " + ALGORITHMS);
    }
    JWTClaimsSet claims = verified(jwt, keys);
    if (Collections.disjoint(claims.getAudience(), audiences)) {
      throw new Bad("its aud does not name this server");
    }
    Date expiry = claims.getExpirationTime();
    if (expiry == null) {
      throw new Bad("it has no exp");
    }
    if (!now.minus(SKEW).isBefore(expiry.toInstant())) {
      throw new Bad("it has expired");
    }
    Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && now.plus(SKEW).isBefore(notBefore.toInstant())) {
      throw new Bad("it is not valid yet");
    }
    return claims;
  }

  private static JWTClaimsSet verified(SignedJWT jwt, JWKSource<SecurityContext> keys) throws Bad {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    processor.setJWSTypeVerifier((_, _) -> {}); // callers know which types they take
    processor.setJWTClaimsSetVerifier((_, _) -> {}); // by the injected clock, in check
    try {
      return processor.process(jwt, null);
    } catch (KeySourceException _) {
      throw new Bad("the keys it must be checked with cannot be fetched");
    } catch (BadJOSEException | JOSEException | IllegalArgumentException _) {
      throw new Bad("its signature does not verify with any known key");
    }
  }
}
