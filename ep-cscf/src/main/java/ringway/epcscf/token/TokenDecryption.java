// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.EncryptedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.Secret;

/** Opens tokens that are encrypted for us (RFC 8898 §2.1.2, RFC 7516). */
final class TokenDecryption {
  private static final Set<JWEAlgorithm> EC =
      Set.of(JWEAlgorithm.ECDH_ES, JWEAlgorithm.ECDH_ES_A128KW, JWEAlgorithm.ECDH_ES_A256KW);

  /** Not RSA1_5, which tells who asks often enough what the key is good for (RFC 8725 §3.2). */
  private static final Set<JWEAlgorithm> RSA = Set.of(JWEAlgorithm.RSA_OAEP_256);

  private static final Set<EncryptionMethod> METHODS =
      Set.of(
          EncryptionMethod.A128GCM,
          EncryptionMethod.A256GCM,
          EncryptionMethod.A128CBC_HS256,
          EncryptionMethod.A256CBC_HS512);

  private final List<JWK> keys;

  TokenDecryption(List<Secret> keys) {
    this.keys = keys.stream().map(key -> PrivateKeys.jwk("decryption-keys", key)).toList();
  }

  /** What was encrypted: the signed token, for the encryption alone proves nothing. */
  String open(EncryptedJWT jwt) throws TokenRejected {
    JWEHeader header = jwt.getHeader();
    // A small token may unpack to a huge one.
    if (header.getCompressionAlgorithm() != null || header.getCriticalParams() != null) {
      throw TokenRejected.invalid("the encrypted token is compressed or has critical extensions");
    }
    for (JWK key : keys) {
      Optional<String> opened = fits(key, header) ? opened(jwt, key) : Optional.empty();
      if (opened.isPresent()) {
        return opened.get();
      }
    }
    throw TokenRejected.invalid("the token is encrypted, and for none of the keys here");
  }

  private static boolean fits(JWK key, JWEHeader header) {
    boolean named = header.getKeyID() == null || header.getKeyID().equals(key.getKeyID());
    return named
        && METHODS.contains(header.getEncryptionMethod())
        && (key instanceof ECKey ? EC : RSA).contains(header.getAlgorithm());
  }

  private static Optional<String> opened(EncryptedJWT jwt, JWK key) {
    try {
      JWEDecrypter decrypter =
          key instanceof ECKey ec ? new ECDHDecrypter(ec) : new RSADecrypter((RSAKey) key);
      EncryptedJWT copy = EncryptedJWT.parse(jwt.serialize()); // one is decrypted once only
      copy.decrypt(decrypter);
      return Optional.of(copy.getPayload().toString());
    } catch (JOSEException | ParseException | RuntimeException _) {
      return Optional.empty(); // the library is a border: whatever it throws, the token is at fault
    }
  }
}
