// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Writes and reads the few RTCP packets a phone needs (RFC 3550 §6). */
final class Rtcp {
  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int SOURCE_DESCRIPTION = 202;
  private static final int BYE = 203;
  private static final long NTP_EPOCH = 2_208_988_800L;

  private Rtcp() {}

  /** What a sender report says of our own stream. */
  record Sent(long timestamp, long packets, long octets) {}

  /**
   * A compound packet: sender report when something was sent, else receiver report; then SDES.
   *
   * @param block the report block, or empty
   */
  static byte[] report(
      int ssrc, String name, Optional<Sent> sent, Optional<byte[]> block, Instant now) {
    int blockLength = block.map(bytes -> bytes.length).orElse(0);
    byte[] description = description(ssrc, name);
    int length = 8 + (sent.isPresent() ? 20 : 0) + blockLength;
    ByteBuffer out = ByteBuffer.allocate(length + description.length);
    header(
        out, block.isPresent() ? 1 : 0, sent.isPresent() ? SENDER_REPORT : RECEIVER_REPORT, length);
    out.putInt(ssrc);
    sent.ifPresent(
        stream ->
            out.putInt((int) (now.getEpochSecond() + NTP_EPOCH))
                .putInt((int) (((long) now.getNano() << 32) / 1_000_000_000L))
                .putInt((int) stream.timestamp())
                .putInt((int) stream.packets())
                .putInt((int) stream.octets()));
    block.ifPresent(out::put);
    return out.put(description).array();
  }

  private static byte[] description(int ssrc, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int length = (8 + 2 + text.length) / 4 * 4 + 4; // ends with one to four zero bytes
    ByteBuffer out = ByteBuffer.allocate(length);
    header(out, 1, SOURCE_DESCRIPTION, length);
    return out.putInt(ssrc).put((byte) 1).put((byte) text.length).put(text).array();
  }

  /** RFC 3550 §6.6: the last word; compound packets begin with a report. */
  static byte[] bye(int ssrc, String name) {
    byte[] report = report(ssrc, name, Optional.empty(), Optional.empty(), Instant.EPOCH);
    ByteBuffer out = ByteBuffer.allocate(report.length + 8).put(report);
    header(out, 1, BYE, 8);
    return out.putInt(ssrc).array();
  }

  private static void header(ByteBuffer out, int count, int type, int length) {
    out.put((byte) (0x80 | count)).put((byte) type).putShort((short) (length / 4 - 1));
  }

  /** Whether these bytes begin like an RTCP compound packet. */
  static boolean isRtcp(byte[] data, int length) {
    int type = length >= 8 ? data[1] & 0xFF : 0;
    return (data[0] & 0xC0) == 0x80 && (type == SENDER_REPORT || type == RECEIVER_REPORT);
  }

  /** The middle of the NTP time of a sender report, by which a receiver report refers to it. */
  static Optional<Integer> senderReportTime(byte[] data, int length) {
    return length >= 28 && (data[1] & 0xFF) == SENDER_REPORT
        ? Optional.of(ByteBuffer.wrap(data).getInt(10))
        : Optional.empty();
  }
}
