// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.EdDSAProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import ringway.runtime.crypto.Ed25519;

/** JWS with Ed25519 (RFC 8037) by the JDK; the library's own would need Google Tink. */
final class EdDsa {
  private EdDsa() {}

  static JWK generate() throws JOSEException {
    Ed25519.Bytes bytes = Ed25519.generate();
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(bytes.x()))
        .d(Base64URL.encode(bytes.d()))
        .keyUse(KeyUse.SIGNATURE)
        .algorithm(TokenAlgorithm.EDDSA.jws())
        .keyIDFromThumbprint()
        .build();
  }

  static JWSSigner signer(JWK jwk) throws JOSEException {
    OctetKeyPair pair = pair(jwk);
    if (!pair.isPrivate()) {
      throw new JOSEException("a private key is needed");
    }
    try {
      return new Signer(Ed25519.privateKey(pair.getDecodedD()));
    } catch (InvalidKeyException e) {
      throw new JOSEException("not a private Ed25519 key", e);
    }
  }

  static JWSVerifier verifier(JWK jwk) throws JOSEException {
    try {
      return new Verifier(Ed25519.publicKey(pair(jwk).getDecodedX()));
    } catch (InvalidKeyException e) {
      throw new JOSEException("not a public Ed25519 key", e);
    }
  }

  private static OctetKeyPair pair(JWK jwk) throws JOSEException {
    if (jwk instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)) {
      return pair;
    }
    throw new JOSEException("a key of the curve Ed25519 is needed");
  }

  private static final class Signer extends EdDSAProvider implements JWSSigner {
    private final PrivateKey key;

    Signer(PrivateKey key) {
      this.key = key;
    }

    @Override
    public Base64URL sign(JWSHeader header, byte[] input) {
      return Base64URL.encode(Ed25519.sign(key, input));
    }
  }

  private static final class Verifier extends EdDSAProvider implements JWSVerifier {
    private final PublicKey key;

    Verifier(PublicKey key) {
      this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signature) {
      // RFC 7515 §4.1.11: none of the extensions is understood here.
      return header.getCriticalParams() == null
          && header.getAlgorithm().equals(TokenAlgorithm.EDDSA.jws())
          && Ed25519.verify(key, input, signature.decode());
    }
  }
}
