// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.SignedJWT;

/** Whether one of our public keys has signed a token that comes back to us. */
public final class OwnSignature {
  private OwnSignature() {}

  public static boolean isBy(JWK key, SignedJWT jwt) {
    try {
      return jwt.verify(verifier(key, jwt));
    } catch (JOSEException | IllegalArgumentException | IllegalStateException _) {
      return false; // the key is of another kind than the algorithm, for one
    }
  }

  private static JWSVerifier verifier(JWK key, SignedJWT jwt) throws JOSEException {
    return switch (key) {
      case OctetKeyPair pair -> EdDsa.verifier(pair);
      case AsymmetricJWK pair ->
          new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), pair.toPublicKey());
      default -> throw new JOSEException("not a public key");
    };
  }
}
