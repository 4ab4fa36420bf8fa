// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Names nobody can guess, and the hashes under which they are stored. */
public final class Handle {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private Handle() {}

  /** 256 random bits as base64url. */
  public static String fresh() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** SHA-256, so that whoever reads the store cannot use what is in it. */
  public static String hash(String handle) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(handle.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
