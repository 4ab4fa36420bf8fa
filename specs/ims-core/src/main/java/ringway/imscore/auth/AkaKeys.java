// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What one challenge of AKA yields on both sides (TS 33.102 §6.3). */
public record AkaKeys(byte[] res, byte[] ck, byte[] ik) {
  private static final String PASSWORD_LABEL = "http-digest-akav2-password";

  static AkaKeys of(Milenage milenage, byte[] rand) {
    return new AkaKeys(milenage.f2(rand), milenage.f3(rand), milenage.f4(rand));
  }

  /** The password of the Digest: RFC 3310 §3.3 for version 1, RFC 4169 §2 for version 2. */
  public byte[] password(DigestAlgorithm algorithm) {
    if (algorithm == DigestAlgorithm.AKAV1_MD5) {
      return res.clone();
    }
    byte[] key = new byte[res.length + ik.length + ck.length];
    System.arraycopy(res, 0, key, 0, res.length);
    System.arraycopy(ik, 0, key, res.length, ik.length);
    System.arraycopy(ck, 0, key, res.length + ik.length, ck.length);
    try {
      Mac mac = Mac.getInstance(algorithm.hmac());
      mac.init(new SecretKeySpec(key, algorithm.hmac()));
      return Base64.getEncoder()
          .encode(mac.doFinal(PASSWORD_LABEL.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm.hmac(), e);
    }
  }
}
