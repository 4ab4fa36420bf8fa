// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** RTP packets for tests. */
public final class Rtp {
  public static final int PCMA = 8;

  /** Of browsers, as their descriptions name it. */
  public static final long SSRC = 0x1111;

  private static final int RECEIVER_REPORT = 201;

  private Rtp() {}

  /** 20 ms of G.711, each octet the sequence number's last. */
  public static byte[] packet(int payloadType, int sequence, int ssrc) {
    byte[] packet = new byte[172];
    Arrays.fill(packet, 12, packet.length, (byte) sequence);
    ByteBuffer.wrap(packet)
        .put((byte) 0x80)
        .put((byte) payloadType)
        .putShort((short) sequence)
        .putInt(sequence * 160)
        .putInt(ssrc);
    return packet;
  }

  public static byte[] withPayloadType(byte[] packet, int payloadType) {
    byte[] copy = packet.clone();
    copy[1] = (byte) (copy[1] & 0x80 | payloadType);
    return copy;
  }

  /** With a header extension of one octet (RFC 8285 §4.2). */
  public static byte[] extended(byte[] plain, int number, int value) {
    return ByteBuffer.allocate(plain.length + 8)
        .put((byte) (plain[0] | 0x10))
        .put(plain, 1, 11)
        .putShort((short) 0xbede)
        .putShort((short) 1)
        .put((byte) (number << 4))
        .put((byte) value)
        .putShort((short) 0)
        .put(plain, 12, plain.length - 12)
        .array();
  }

  /** The end of a digit of 100 ms, RFC 4733 §2.3. */
  public static byte[] digit(int payloadType, int sequence, int event) {
    return ByteBuffer.allocate(16)
        .put((byte) 0x80)
        .put((byte) payloadType)
        .putShort((short) sequence)
        .putInt(sequence * 160)
        .putInt(9)
        .put((byte) event)
        .put((byte) 0x8a)
        .putShort((short) 800)
        .array();
  }

  /**
   * RFC 3550 §6.4.2.
   *
   * @param about the source that is reported on
   */
  public static byte[] receiverReport(int about, int lost) {
    return ByteBuffer.allocate(32)
        .put((byte) 0x81)
        .put((byte) RECEIVER_REPORT)
        .putShort((short) 7)
        .putInt((int) SSRC)
        .putInt(about)
        .putInt(lost)
        .array();
  }
}
