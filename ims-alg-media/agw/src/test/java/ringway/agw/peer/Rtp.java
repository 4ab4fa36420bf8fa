// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** RTP packets for tests. */
public final class Rtp {
  public static final int PCMA = 8;

  /** Of browsers, as their descriptions name it. */
  public static final long SSRC = 0x1111;

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
}
