// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one direction is protected with, RTP or RTCP (RFC 3711 §4.3; RFC 7714 §11).
 *
 * @param authentication empty for a profile that needs none
 */
record SessionKeys(byte[] encryption, byte[] authentication, byte[] salt) {
  /** What for; its number is the lowest of the three labels. */
  enum Use {
    RTP(0),
    RTCP(3);

    private final int label;

    Use(int label) {
      this.label = label;
    }
  }

  private static final int LABEL_PLACE = 7; // of the 14 octets of the master salt
  private static final int BLOCK = 16;

  static SessionKeys derive(SrtpProfile profile, SrtpKeys.Master master, Use use) {
    return new SessionKeys(
        derive(master, use.label, SrtpProfile.KEY_LENGTH),
        derive(master, use.label + 1, profile.authenticationKeyLength()),
        derive(master, use.label + 2, profile.saltLength()));
  }

  private static byte[] derive(SrtpKeys.Master master, int label, int length) {
    byte[] iv = Arrays.copyOf(master.salt(), BLOCK);
    iv[LABEL_PLACE] ^= (byte) label;
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(master.key(), "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(new byte[length]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES", e);
    }
  }

  @Override
  public String toString() {
    return "SessionKeys[***]";
  }
}
