// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.nio.ByteBuffer;

/** An RTP packet of 20 ms of G.711 in which the time of its sending stands. */
final class TimedPacket {
  private static final int HEADER = 12;
  private static final int SPEECH = 160;
  private static final int PCMA = 8;

  private TimedPacket() {}

  static byte[] of(int sequence, int ssrc) {
    return ByteBuffer.allocate(HEADER + SPEECH)
        .put((byte) 0x80)
        .put((byte) PCMA)
        .putShort((short) sequence)
        .putInt(sequence * SPEECH)
        .putInt(ssrc)
        .putLong(System.nanoTime())
        .array();
  }

  static void heard(byte[] packet, int length, Arrivals arrivals) {
    if (length >= HEADER + Long.BYTES) {
      arrivals.heard(ByteBuffer.wrap(packet).getLong(HEADER));
    }
  }
}
