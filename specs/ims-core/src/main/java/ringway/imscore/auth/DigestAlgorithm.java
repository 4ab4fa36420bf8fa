// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The hash of a Digest challenge, with the password in it or that of a card (RFC 8760 §2.1). */
public enum DigestAlgorithm {
  SHA_256("SHA-256", "SHA-256"),
  SHA_512_256("SHA-512-256", "SHA-512/256"),
  MD5("MD5", "MD5"),
  AKAV2_SHA_256("AKAv2-SHA-256", "SHA-256"),
  AKAV2_MD5("AKAv2-MD5", "MD5"),
  AKAV1_MD5("AKAv1-MD5", "MD5");

  private final String word;
  private final String hash;

  DigestAlgorithm(String word, String hash) {
    this.word = word;
    this.hash = hash;
  }

  /** Without a name it is MD5 (RFC 7616 §3.3); empty when it is unknown. */
  public static Optional<DigestAlgorithm> of(String word) {
    return word.isEmpty()
        ? Optional.of(MD5)
        : Arrays.stream(values()).filter(known -> known.word.equalsIgnoreCase(word)).findFirst();
  }

  /** As it stands in messages. */
  public String word() {
    return word;
  }

  public boolean isAka() {
    return word.startsWith("AKA");
  }

  /** For HMAC (RFC 4169 §2). */
  String hmac() {
    return "Hmac" + hash.replace("-", "");
  }

  String hex(byte[] data) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(hash).digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + hash, e);
    }
  }

  String hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
