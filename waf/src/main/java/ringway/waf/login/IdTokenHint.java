// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import ringway.waf.keys.OwnSignature;

/**
 * An ID token of ours that a client shows to say whom it speaks of. It may have expired
 * (RP-Initiated Logout §2) but must be signed by a key that is still published.
 */
record IdTokenHint(String subject, String client) {
  private static final int LONGEST = 8192;

  static Optional<IdTokenHint> parse(
      String token, URI issuer, Supplier<Map<String, Object>> publicKeys) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWK key = JWKSet.parse(publicKeys.get()).getKeyByKeyId(jwt.getHeader().getKeyID());
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      // An access token is no ID token, though the same key signs both.
      boolean idToken =
          jwt.getHeader().getType() != null && jwt.getHeader().getType().getType().equals("JWT");
      if (key == null
          || !idToken
          || !issuer.toString().equals(claims.getIssuer())
          || claims.getAudience().size() != 1
          || claims.getSubject() == null) {
        return Optional.empty();
      }
      return OwnSignature.isBy(key, jwt)
          ? Optional.of(new IdTokenHint(claims.getSubject(), claims.getAudience().getFirst()))
          : Optional.empty();
    } catch (ParseException _) {
      return Optional.empty();
    }
  }
}
