// SPDX-License-Identifier: Apache-2.0
package ringway.agw.ice;

import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Numbers and checksums of RFC 8489 and RFC 8445 §16.1. */
final class Stun {
  static final int HEADER = 20;
  static final int MAGIC_COOKIE = 0x2112A442;
  static final int TRANSACTION_ID = 12;

  static final int BINDING_REQUEST = 0x0001;
  static final int BINDING_INDICATION = 0x0011;
  static final int BINDING_SUCCESS = 0x0101;
  static final int BINDING_ERROR = 0x0111;

  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int UNKNOWN_ATTRIBUTES = 0x000A;
  static final int XOR_MAPPED_ADDRESS = 0x0020;
  static final int PRIORITY = 0x0024;
  static final int USE_CANDIDATE = 0x0025;
  static final int FINGERPRINT = 0x8028;
  static final int ICE_CONTROLLED = 0x8029;
  static final int ICE_CONTROLLING = 0x802A;

  static final int INTEGRITY_LENGTH = 20;
  static final int FINGERPRINT_LENGTH = 4;
  private static final int FINGERPRINT_XOR = 0x5354554E;

  private Stun() {}

  /** Attributes below 0x8000 must be understood, RFC 8489 §14. */
  static boolean mustBeUnderstood(int type) {
    return type < 0x8000;
  }

  static byte[] hmacSha1(byte[] key, byte[] data, int length) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      mac.update(data, 0, length);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HMAC-SHA1", e);
    }
  }

  static int fingerprint(byte[] data, int length) {
    CRC32 crc = new CRC32();
    crc.update(data, 0, length);
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }

  static int uint16(byte[] data, int index) {
    return (data[index] & 0xff) << 8 | data[index + 1] & 0xff;
  }

  static int int32(byte[] data, int index) {
    return uint16(data, index) << 16 | uint16(data, index + 2);
  }

  static void put16(byte[] data, int index, int value) {
    data[index] = (byte) (value >>> 8);
    data[index + 1] = (byte) value;
  }

  static void put32(byte[] data, int index, int value) {
    put16(data, index, value >>> 16);
    put16(data, index + 2, value);
  }
}
