// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.EdDSAProvider;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import ringway.runtime.crypto.Ed25519;

/** Verifies Ed25519 (RFC 8037) by the JDK; the library's own verifier would need Google Tink. */
final class EdDsaVerifier extends EdDSAProvider implements JWSVerifier {
  private final PublicKey key;

  EdDsaVerifier(OctetKeyPair jwk) throws JOSEException {
    try {
      key = Ed25519.publicKey(jwk.getDecodedX());
    } catch (InvalidKeyException e) {
      throw new JOSEException("not a public Ed25519 key", e);
    }
  }

  @Override
  public boolean verify(JWSHeader header, byte[] input, Base64URL signature) {
    return header.getCriticalParams() == null
        && header.getAlgorithm().equals(JWSAlgorithm.EdDSA)
        && Ed25519.verify(key, input, signature.decode());
  }
}
