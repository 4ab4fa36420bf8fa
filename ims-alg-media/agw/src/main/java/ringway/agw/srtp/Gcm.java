// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

/**
 * AES-128-GCM under one key, in place. One thread at a time. The initialization vector is given as
 * its first eight octets and its last four.
 */
interface Gcm {
  int IV = 12;
  int TAG = 16;

  /** Encrypts, and puts the tag after what it has encrypted. */
  void seal(
      long ivHigh,
      int ivLow,
      byte[] aad,
      int aadFrom,
      int aadLength,
      byte[] data,
      int dataFrom,
      int dataLength);

  /** Decrypts; false when the tag after it is wrong. */
  boolean open(
      long ivHigh,
      int ivLow,
      byte[] aad,
      int aadFrom,
      int aadLength,
      byte[] data,
      int dataFrom,
      int dataLength);

  static Gcm of(byte[] key) {
    return LibcryptoGcm.isPresent() ? new LibcryptoGcm(key) : new JdkGcm(key);
  }
}
