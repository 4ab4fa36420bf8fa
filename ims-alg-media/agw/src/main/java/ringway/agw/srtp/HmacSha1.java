// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** HMAC-SHA1 (RFC 2104) on the JDK's digest; its Mac makes garbage with each packet. */
final class HmacSha1 {
  private static final int BLOCK = 64;
  private static final int LENGTH = 20;

  private final MessageDigest sha;
  private final byte[] inner;
  private final byte[] outer;
  private final byte[] result = new byte[LENGTH];
  private final ByteBuffer last = ByteBuffer.wrap(new byte[4]);

  /**
   * @param key no longer than a block
   */
  HmacSha1(byte[] key) {
    inner = padded(key, 0x36);
    outer = padded(key, 0x5c);
    try {
      sha = MessageDigest.getInstance("SHA-1");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no SHA-1", e);
    }
  }

  private static byte[] padded(byte[] key, int pad) {
    byte[] block = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      block[i] = (byte) (i < key.length ? key[i] ^ pad : pad);
    }
    return block;
  }

  /**
   * Of the data and a word after it.
   *
   * @return valid until the next
   */
  byte[] of(byte[] data, int from, int length, int word) {
    try {
      sha.update(inner);
      sha.update(data, from, length);
      sha.update(last.putInt(0, word).array());
      sha.digest(result, 0, LENGTH);
      sha.update(outer);
      sha.update(result);
      sha.digest(result, 0, LENGTH);
      return result;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-1 failed", e);
    }
  }
}
