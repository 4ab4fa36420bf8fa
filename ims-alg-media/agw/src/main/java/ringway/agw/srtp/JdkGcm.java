// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The JDK's, for a machine without OpenSSL: about 1 KiB of garbage with each packet. */
final class JdkGcm implements Gcm {
  private final SecretKeySpec key;
  private final Cipher cipher;

  JdkGcm(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES-GCM", e);
    }
  }

  @Override
  public void seal(
      long ivHigh,
      int ivLow,
      byte[] aad,
      int aadFrom,
      int aadLength,
      byte[] data,
      int from,
      int length) {
    try {
      start(Cipher.ENCRYPT_MODE, ivHigh, ivLow, aad, aadFrom, aadLength);
      cipher.doFinal(data, from, length, data, from);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  @Override
  public boolean open(
      long ivHigh,
      int ivLow,
      byte[] aad,
      int aadFrom,
      int aadLength,
      byte[] data,
      int from,
      int length) {
    try {
      start(Cipher.DECRYPT_MODE, ivHigh, ivLow, aad, aadFrom, aadLength);
      cipher.doFinal(data, from, length + TAG, data, from);
      return true;
    } catch (AEADBadTagException _) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  private void start(int mode, long ivHigh, int ivLow, byte[] aad, int from, int length)
      throws GeneralSecurityException {
    byte[] iv = ByteBuffer.allocate(IV).putLong(ivHigh).putInt(ivLow).array();
    cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG, iv));
    cipher.updateAAD(aad, from, length);
  }
}
