// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One RTP packet (RFC 3550 §5.1); extension and contributing sources are skipped. */
record RtpPacket(
    boolean marker, int payloadType, int sequence, long timestamp, int ssrc, byte[] payload) {
  static final int HEADER = 12;

  /** Empty for anything that is no RTP packet. */
  static Optional<RtpPacket> parse(byte[] data, int length) {
    try {
      ByteBuffer in = ByteBuffer.wrap(data, 0, length);
      int first = in.get();
      if ((first & 0xC0) != 0x80) {
        return Optional.empty();
      }
      int second = in.get();
      int sequence = in.getShort() & 0xFFFF;
      long timestamp = in.getInt() & 0xFFFF_FFFFL;
      int ssrc = in.getInt();
      in.position(in.position() + 4 * (first & 0x0F));
      if ((first & 0x10) != 0) {
        in.getShort();
        int words = in.getShort() & 0xFFFF;
        in.position(in.position() + 4 * words);
      }
      int padding = (first & 0x20) != 0 ? data[length - 1] & 0xFF : 0;
      byte[] payload = new byte[in.remaining() - padding];
      in.get(payload);
      return Optional.of(
          new RtpPacket((second & 0x80) != 0, second & 0x7F, sequence, timestamp, ssrc, payload));
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | NegativeArraySizeException malformed) {
      return Optional.empty();
    }
  }

  byte[] encode() {
    return ByteBuffer.allocate(HEADER + payload.length)
        .put((byte) 0x80)
        .put((byte) (payloadType | (marker ? 0x80 : 0)))
        .putShort((short) sequence)
        .putInt((int) timestamp)
        .putInt(ssrc)
        .put(payload)
        .array();
  }
}
