// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Optional;

/**
 * A key of a WAF, ready to verify with: making it so costs as much as some verifications do.
 *
 * @param jwk as the WAF published it
 */
record WafKey(JWK jwk, JWSVerifier verifier) {
  private static final int RSA_BITS = 2048;

  /** Empty for a key no token is taken from. A secret one is none (RFC 8725 §3.1). */
  static Optional<WafKey> of(JWK jwk, EcdsaLibrary library) {
    try {
      return switch (jwk) {
        case ECKey ec when ec.getCurve().equals(Curve.P_256) ->
            Optional.of(new WafKey(jwk, library.verifier(ec.toECPublicKey())));
        case RSAKey rsa when rsa.size() >= RSA_BITS ->
            Optional.of(new WafKey(jwk, new RSASSAVerifier(rsa)));
        case OctetKeyPair pair when pair.getCurve().equals(Curve.Ed25519) ->
            Optional.of(new WafKey(jwk, new EdDsaVerifier(pair)));
        default -> Optional.empty();
      };
    } catch (JOSEException _) {
      return Optional.empty(); // a point that is not on the curve, for one
    }
  }

  boolean signed(SignedToken jwt) {
    try {
      return verifier.verify(jwt.header(), jwt.signingInput(), jwt.signature());
    } catch (JOSEException _) {
      return false;
    }
  }
}
