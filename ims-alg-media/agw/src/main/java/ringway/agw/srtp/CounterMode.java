// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode (RFC 3711 §4.1.1), the JDK's block cipher applied to the counters: its own
 * counter mode has to be made ready for each packet, which makes garbage.
 */
final class CounterMode {
  static final int BLOCK = 16;

  private static final int AT_ONCE = 12 * BLOCK; // 20 ms of G.711
  private static final VarHandle longs =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Cipher aes;
  private final byte[] counters = new byte[AT_ONCE];
  private final byte[] keyStream = new byte[AT_ONCE];

  CounterMode(byte[] key) {
    try {
      aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES", e);
    }
  }

  /**
   * Encrypts or decrypts in place.
   *
   * @param iv the first counter, whose last two octets are zero
   */
  void apply(byte[] iv, byte[] data, int from, int length) {
    for (int done = 0; done < length; done += AT_ONCE) {
      int part = Math.min(AT_ONCE, length - done);
      stream(iv, done / BLOCK, (part + BLOCK - 1) / BLOCK);
      add(data, from + done, part);
    }
  }

  private void stream(byte[] iv, int first, int blocks) {
    long high = (long) longs.get(iv, 0);
    long low = (long) longs.get(iv, Long.BYTES);
    for (int i = 0; i < blocks; i++) {
      longs.set(counters, i * BLOCK, high);
      longs.set(counters, i * BLOCK + Long.BYTES, low + first + i);
    }
    try {
      aes.update(counters, 0, blocks * BLOCK, keyStream, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES failed", e);
    }
  }

  private void add(byte[] data, int from, int length) {
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      longs.set(data, from + i, (long) longs.get(data, from + i) ^ (long) longs.get(keyStream, i));
    }
    for (; i < length; i++) {
      data[from + i] ^= keyStream[i];
    }
  }
}
