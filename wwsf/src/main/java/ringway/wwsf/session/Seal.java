// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import ringway.runtime.config.Secret;

/** Encrypts what leaves the process, AES-256-GCM; all nodes of a WWSF have the same key. */
final class Seal {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] PURPOSE = "ringway wwsf".getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;

  private Seal(SecretKey key) {
    this.key = key;
  }

  static Seal of(Secret secret) {
    byte[] material = secret.reveal().getBytes(StandardCharsets.UTF_8);
    try {
      return new Seal(
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  "AES",
                  HKDFParameterSpec.ofExtract().addIKM(material).thenExpand(PURPOSE, KEY_BYTES)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has HKDF (RFC 5869)", e);
    }
  }

  /** Opens nothing but what this process has closed. */
  static Seal ofThisProcess() {
    byte[] bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    return new Seal(new SecretKeySpec(bytes, "AES"));
  }

  /**
   * @param place where it will stand; nowhere else can it be opened
   */
  String close(String place, byte[] content) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] closed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(content);
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + closed.length);
      System.arraycopy(closed, 0, all, NONCE_BYTES, closed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-256-GCM", e);
    }
  }

  /** Empty when it was not closed with this key for this place. */
  Optional<byte[]> open(String place, String sealed) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(sealed);
      if (all.length <= NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, nonce, place)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
