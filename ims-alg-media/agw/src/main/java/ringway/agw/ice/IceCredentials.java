// SPDX-License-Identifier: Apache-2.0
package ringway.agw.ice;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** Our user fragment and password for one stream, RFC 8445 §5.3. */
public record IceCredentials(String ufrag, String pwd) {
  private static final String ICE_CHARS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int UFRAG = 10; // 60 bits: also what tells the streams of one port apart
  private static final int PWD = 24; // 144 bits
  private static final SecureRandom random = new SecureRandom();

  public static IceCredentials create() {
    return new IceCredentials(chars(UFRAG), chars(PWD));
  }

  private static String chars(int count) {
    byte[] some = new byte[count];
    random.nextBytes(some); // once: it takes a lock each time
    StringBuilder text = new StringBuilder(count);
    for (byte one : some) {
      text.append(ICE_CHARS.charAt(one & 0x3f)); // 64 characters, each as likely as the others
    }
    return text.toString();
  }

  /** The key of MESSAGE-INTEGRITY with short-term credentials, RFC 8489 §9.1.1. */
  byte[] key() {
    return pwd.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "IceCredentials[ufrag=" + ufrag + ", pwd=***]";
  }
}
