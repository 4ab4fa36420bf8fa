// SPDX-License-Identifier: Apache-2.0
package ringway.waf.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The hashes of RFC 8760 §2.1. */
public enum DigestAlgorithm {
  SHA_256("SHA-256", "SHA-256", 64),
  SHA_512_256("SHA-512-256", "SHA-512/256", 64),
  MD5("MD5", "MD5", 32);

  private final String word;
  private final String hash;
  private final int digits;

  DigestAlgorithm(String word, String hash, int digits) {
    this.word = word;
    this.hash = hash;
    this.digits = digits;
  }

  static Optional<DigestAlgorithm> of(String word) {
    return Arrays.stream(values()).filter(known -> known.word.equalsIgnoreCase(word)).findFirst();
  }

  boolean isHash(String hex) {
    return hex.matches("[0-9a-f]{" + digits + "}");
  }

  String hex(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(hash).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + hash, e);
    }
  }
}
