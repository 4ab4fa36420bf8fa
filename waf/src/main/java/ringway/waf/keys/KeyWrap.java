// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import ringway.runtime.config.Secret;

/** Encrypts private keys for the database: JWE, AES-256-GCM, bound to the id of the key. */
final class KeyWrap {
  private static final int KEY_BYTES = 32;
  private static final byte[] PURPOSE =
      "ringway waf signing keys".getBytes(StandardCharsets.US_ASCII);

  /** The one that encrypts first; all decrypt. */
  private final List<SecretKey> keys;

  KeyWrap(Secret current, Optional<Secret> former) {
    List<SecretKey> derived = new ArrayList<>();
    derived.add(derive(current));
    former.ifPresent(secret -> derived.add(derive(secret)));
    keys = List.copyOf(derived);
  }

  String wrap(String id, String json) {
    JWEHeader header =
        new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM).keyID(id).build();
    JWEObject jwe = new JWEObject(header, new Payload(json));
    try {
      jwe.encrypt(new DirectEncrypter(keys.getFirst()));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has AES-256-GCM", e);
    }
    return jwe.serialize();
  }

  /** Empty when none of our keys has encrypted it, or it belongs to another id. */
  Optional<String> unwrap(String id, String wrapped) {
    for (SecretKey key : keys) {
      try {
        JWEObject jwe = JWEObject.parse(wrapped);
        jwe.decrypt(new DirectDecrypter(key));
        return id.equals(jwe.getHeader().getKeyID())
            ? Optional.of(jwe.getPayload().toString())
            : Optional.empty();
      } catch (ParseException | JOSEException _) {
        // then perhaps by the other key
      }
    }
    return Optional.empty();
  }

  private static SecretKey derive(Secret secret) {
    byte[] material = secret.reveal().getBytes(StandardCharsets.UTF_8);
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES", HKDFParameterSpec.ofExtract().addIKM(material).thenExpand(PURPOSE, KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has HKDF (RFC 5869)", e);
    }
  }
}
