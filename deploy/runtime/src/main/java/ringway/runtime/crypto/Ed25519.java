// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EncodedKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 by the JDK itself, since the JOSE library would need Google Tink for it. */
public final class Ed25519 {
  private static final String NAME = "Ed25519";
  private static final int KEY_BYTES = 32;

  /** What RFC 8410 §4 and §7 put before the bytes of a key. */
  private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] PRIVATE = HexFormat.of().parseHex("302e020100300506032b657004220420");

  /** The bytes of a new key: {@code x} and {@code d} of RFC 8037 §2. */
  public record Bytes(byte[] x, byte[] d) {}

  private Ed25519() {}

  public static Bytes generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(NAME).generateKeyPair();
      return new Bytes(tail(pair.getPublic().getEncoded()), tail(pair.getPrivate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes Ed25519 keys", e);
    }
  }

  /**
   * The public key of these bytes.
   *
   * @throws InvalidKeyException when they are no point of the curve
   */
  public static PublicKey publicKey(byte[] x) throws InvalidKeyException {
    try {
      PublicKey key =
          KeyFactory.getInstance(NAME)
              .generatePublic(encoded(x, new X509EncodedKeySpec(join(PUBLIC, x))));
      Signature.getInstance(NAME).initVerify(key); // finds out whether it is a point of the curve
      return key;
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException("not a public Ed25519 key", e);
    }
  }

  /**
   * The private key of these bytes.
   *
   * @throws InvalidKeyException without a cause, which might tell of them
   */
  public static PrivateKey privateKey(byte[] d) throws InvalidKeyException {
    try {
      return KeyFactory.getInstance(NAME)
          .generatePrivate(encoded(d, new PKCS8EncodedKeySpec(join(PRIVATE, d))));
    } catch (GeneralSecurityException _) {
      throw new InvalidKeyException("not a private Ed25519 key");
    }
  }

  private static EncodedKeySpec encoded(byte[] key, EncodedKeySpec spec)
      throws InvalidKeyException {
    if (key.length != KEY_BYTES) {
      throw new InvalidKeyException("an Ed25519 key has 32 bytes");
    }
    return spec;
  }

  public static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with Ed25519", e);
    }
  }

  public static boolean verify(PublicKey key, byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (SignatureException _) {
      return false; // of the wrong length, or its S out of range (RFC 8032 §5.1.7)
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK verifies Ed25519", e);
    }
  }

  private static byte[] join(byte[] prefix, byte[] key) {
    byte[] whole = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, whole, prefix.length, key.length);
    return whole;
  }

  private static byte[] tail(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }
}
