// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** STUN messages as a test wants them, wrong ones included. */
public final class PeerStun {
  public static final int BINDING_REQUEST = 0x0001;
  public static final int BINDING_SUCCESS = 0x0101;
  public static final int BINDING_ERROR = 0x0111;
  public static final int USERNAME = 0x0006;
  public static final int MESSAGE_INTEGRITY = 0x0008;
  public static final int ERROR_CODE = 0x0009;
  public static final int UNKNOWN_ATTRIBUTES = 0x000A;
  public static final int XOR_MAPPED_ADDRESS = 0x0020;
  public static final int PRIORITY = 0x0024;
  public static final int USE_CANDIDATE = 0x0025;
  public static final int ICE_CONTROLLED = 0x8029;
  public static final int ICE_CONTROLLING = 0x802A;
  public static final int FINGERPRINT = 0x8028;

  private static final int COOKIE = 0x2112A442;
  private static final SecureRandom random = new SecureRandom();

  /** An attribute and its value, in order. */
  private final ByteBuffer buffer = ByteBuffer.allocate(1500);

  public PeerStun(int type) {
    byte[] transaction = new byte[12];
    random.nextBytes(transaction);
    buffer.putShort((short) type).putShort((short) 0).putInt(COOKIE).put(transaction);
  }

  /** The answer to a check of the other side, which came from there. */
  public static byte[] success(byte[] request, InetSocketAddress from, String password) {
    PeerStun stun = new PeerStun(BINDING_SUCCESS);
    stun.buffer.put(4, request, 4, 16);
    byte[] address = from.getAddress().getAddress();
    ByteBuffer value = ByteBuffer.allocate(4 + address.length);
    value.put((byte) 0).put((byte) (address.length == 4 ? 1 : 2));
    value.putShort((short) (from.getPort() ^ COOKIE >>> 16));
    for (int i = 0; i < address.length; i++) {
      value.put((byte) (address[i] ^ request[4 + i])); // the cookie, then the transaction
    }
    return stun.attribute(XOR_MAPPED_ADDRESS, value.array()).integrity(password).withFingerprint();
  }

  /** What the controlled side sends. */
  public static PeerStun controlledCheck(String localUfrag, String remoteUfrag) {
    return new PeerStun(BINDING_REQUEST)
        .attribute(USERNAME, (remoteUfrag + ":" + localUfrag).getBytes(StandardCharsets.UTF_8))
        .attribute(ICE_CONTROLLED, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})
        .attribute(PRIORITY, new byte[] {110, 127, 30, (byte) 255});
  }

  /** What Chromium sends: user name, controlling role, priority, and nomination if wanted. */
  public static PeerStun check(String localUfrag, String remoteUfrag, boolean nominate) {
    return check(localUfrag, remoteUfrag, nominate, 1);
  }

  /**
   * @param component which the priority tells, RFC 8445 §5.1.2.1
   */
  static PeerStun check(String localUfrag, String remoteUfrag, boolean nominate, int component) {
    PeerStun stun =
        new PeerStun(BINDING_REQUEST)
            .attribute(USERNAME, (remoteUfrag + ":" + localUfrag).getBytes(StandardCharsets.UTF_8))
            .attribute(0xC057, new byte[] {0, 1, 0, 10})
            .attribute(ICE_CONTROLLING, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    if (nominate) {
      stun.attribute(USE_CANDIDATE, new byte[0]);
    }
    return stun.attribute(PRIORITY, new byte[] {110, 127, 30, (byte) (256 - component)});
  }

  public PeerStun attribute(int type, byte[] value) {
    buffer.putShort((short) type).putShort((short) value.length).put(value);
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }

  public PeerStun integrity(String password) {
    setLength(24);
    byte[] mac = hmac(password, Arrays.copyOf(buffer.array(), buffer.position()));
    return attribute(MESSAGE_INTEGRITY, mac);
  }

  public byte[] withFingerprint() {
    setLength(8);
    CRC32 crc = new CRC32();
    crc.update(buffer.array(), 0, buffer.position());
    attribute(
        FINGERPRINT, ByteBuffer.allocate(4).putInt((int) crc.getValue() ^ 0x5354554E).array());
    return bytes();
  }

  public byte[] bytes() {
    setLength(0);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private void setLength(int more) {
    buffer.putShort(2, (short) (buffer.position() - 20 + more));
  }

  static byte[] hmac(String password, byte[] covered) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return mac.doFinal(covered);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String transaction(byte[] message) {
    return HexFormat.of().formatHex(message, 8, 20);
  }

  public static int type(byte[] message) {
    return ByteBuffer.wrap(message).getShort() & 0xffff;
  }

  public static Map<Integer, byte[]> attributes(byte[] message) {
    Map<Integer, byte[]> found = new LinkedHashMap<>();
    ByteBuffer in = ByteBuffer.wrap(message).position(20);
    while (in.remaining() >= 4) {
      int type = in.getShort() & 0xffff;
      byte[] value = new byte[in.getShort() & 0xffff];
      in.get(value);
      in.position(in.position() + 3 & ~3);
      found.put(type, value);
    }
    return found;
  }

  /** The error code, or empty in a success. */
  public static Optional<Integer> error(byte[] message) {
    return Optional.ofNullable(attributes(message).get(ERROR_CODE))
        .map(value -> value[2] * 100 + value[3]);
  }

  /** Whether MESSAGE-INTEGRITY is there and made with the password. */
  public static boolean integrityFits(byte[] message, String password) {
    int at = 20;
    ByteBuffer in = ByteBuffer.wrap(message);
    while (at + 4 <= message.length && (in.getShort(at) & 0xffff) != MESSAGE_INTEGRITY) {
      at += 4 + ((in.getShort(at + 2) & 0xffff) + 3 & ~3);
    }
    if (at + 24 > message.length) {
      return false;
    }
    byte[] covered = Arrays.copyOf(message, at);
    ByteBuffer.wrap(covered).putShort(2, (short) (at + 24 - 20));
    return Arrays.equals(hmac(password, covered), Arrays.copyOfRange(message, at + 4, at + 24));
  }
}
