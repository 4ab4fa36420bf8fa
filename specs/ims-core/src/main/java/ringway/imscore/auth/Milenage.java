// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** The example algorithm set for 3GPP authentication, f1 to f5* (TS 35.206 §4). */
public final class Milenage {
  private static final int BLOCK = 16;

  private final SecretKeySpec key;
  private final byte[] opc;

  /**
   * @param k subscriber key, 16 bytes
   * @param opc operator variant bound to the key, 16 bytes
   */
  public Milenage(byte[] k, byte[] opc) {
    if (k.length != BLOCK || opc.length != BLOCK) {
      throw new IllegalArgumentException("k and opc are 16 bytes each");
    }
    this.key = new SecretKeySpec(k, "AES");
    this.opc = opc.clone();
  }

  /** From the operator's own value. */
  public static Milenage ofOp(byte[] k, byte[] op) {
    Milenage plain = new Milenage(k, new byte[BLOCK]);
    return new Milenage(k, xor(plain.encrypt(op), op));
  }

  /** MAC-A. */
  byte[] f1(byte[] rand, byte[] sqn, byte[] amf) {
    return Arrays.copyOfRange(out1(rand, sqn, amf), 0, 8);
  }

  /** MAC-S. */
  byte[] f1Star(byte[] rand, byte[] sqn, byte[] amf) {
    return Arrays.copyOfRange(out1(rand, sqn, amf), 8, 16);
  }

  /** RES. */
  byte[] f2(byte[] rand) {
    return Arrays.copyOfRange(out(rand, 0, 1), 8, 16);
  }

  /** CK. */
  byte[] f3(byte[] rand) {
    return out(rand, 4, 2);
  }

  /** IK. */
  byte[] f4(byte[] rand) {
    return out(rand, 8, 4);
  }

  /** AK. */
  byte[] f5(byte[] rand) {
    return Arrays.copyOfRange(out(rand, 0, 1), 0, 6);
  }

  /** AK of a resynchronisation. */
  byte[] f5Star(byte[] rand) {
    return Arrays.copyOfRange(out(rand, 12, 8), 0, 6);
  }

  private byte[] out1(byte[] rand, byte[] sqn, byte[] amf) {
    byte[] in = new byte[BLOCK];
    for (int half = 0; half < BLOCK; half += 8) {
      System.arraycopy(sqn, 0, in, half, 6);
      System.arraycopy(amf, 0, in, half + 6, 2);
    }
    byte[] temp = encrypt(xor(rand, opc));
    // c1 is zero and r1 is 64 bits.
    return xor(encrypt(xor(temp, rotated(xor(in, opc), 8))), opc);
  }

  /** OUT2 to OUT5: the constants differ in their last byte only. */
  private byte[] out(byte[] rand, int rotation, int constant) {
    byte[] temp = encrypt(xor(rand, opc));
    byte[] in = rotated(xor(temp, opc), rotation);
    in[BLOCK - 1] ^= (byte) constant;
    return xor(encrypt(in), opc);
  }

  /** To the left, by whole bytes. */
  private static byte[] rotated(byte[] in, int bytes) {
    byte[] out = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      out[i] = in[(i + bytes) % BLOCK];
    }
    return out;
  }

  private byte[] encrypt(byte[] block) {
    try {
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding"); // one block: the kernel of TS 35.206
      aes.init(Cipher.ENCRYPT_MODE, key);
      return aes.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES", e);
    }
  }

  static byte[] xor(byte[] a, byte[] b) {
    byte[] out = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = (byte) (a[i] ^ b[i]);
    }
    return out;
  }
}
