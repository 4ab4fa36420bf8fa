// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

/** AES-128-GCM under one key, in place. One thread at a time. */
interface Gcm {
  int IV = 12;
  int TAG = 16;

  /** Encrypts, and puts the tag after what it has encrypted. */
  void seal(
      byte[] iv, byte[] aad, int aadFrom, int aadLength, byte[] data, int dataFrom, int dataLength);

  /** Decrypts; false when the tag after it is wrong. */
  boolean open(
      byte[] iv, byte[] aad, int aadFrom, int aadLength, byte[] data, int dataFrom, int dataLength);

  static Gcm of(byte[] key) {
    return LibcryptoGcm.isPresent() ? new LibcryptoGcm(key) : new JdkGcm(key);
  }
}
