// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Names nobody can guess. */
final class Handle {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private Handle() {}

  /** 256 random bits as base64url. */
  static String fresh() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static boolean isHandle(String text) {
    return SHAPE.matcher(text).matches();
  }
}
