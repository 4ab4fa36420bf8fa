// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Counts what one source sent us, for the report block of our RTCP (RFC 3550 §6.4.1, appendix A.3
 * and A.8). A new source starts anew. Thread-safe.
 */
final class Reception {
  static final int BLOCK = 24;

  private boolean heard; // all fields guarded by this
  private int ssrc;
  private int firstSequence;
  private int highest;
  private int cycles;
  private long received;
  private long expectedBefore;
  private long receivedBefore;
  private double jitter;
  private long lastTransit;
  private int lastSenderReport;
  private long lastSenderReportNanos;

  synchronized void packet(RtpPacket packet, long nanos) {
    long transit = nanos * Codec.SAMPLES_PER_SECOND / 1_000_000_000L - packet.timestamp();
    if (!heard || packet.ssrc() != ssrc) {
      start(packet);
    } else {
      jitter += (Math.abs(transit - lastTransit) - jitter) / 16;
      int ahead = packet.sequence() - highest & 0xFFFF;
      if (ahead != 0 && ahead < 0x8000) {
        if (packet.sequence() < highest) {
          cycles++;
        }
        highest = packet.sequence();
      }
    }
    lastTransit = transit;
    received++;
  }

  private void start(RtpPacket packet) {
    heard = true;
    ssrc = packet.ssrc();
    firstSequence = packet.sequence();
    highest = packet.sequence();
    cycles = 0;
    received = 0;
    expectedBefore = 0;
    receivedBefore = 0;
    jitter = 0;
    lastSenderReport = 0;
  }

  /**
   * @param middle the middle 32 bits of its NTP time
   */
  synchronized void senderReport(int middle, long nanos) {
    lastSenderReport = middle;
    lastSenderReportNanos = nanos;
  }

  /** Empty before anything was heard; each call starts a new interval for the fraction lost. */
  synchronized Optional<byte[]> block(long nanos) {
    if (!heard) {
      return Optional.empty();
    }
    long extended = ((long) cycles << 16) + highest;
    long expected = extended - firstSequence + 1;
    long lost = Math.clamp(expected - received, -0x80_0000L, 0x7F_FFFFL);
    long expectedNow = expected - expectedBefore;
    long lostNow = expectedNow - (received - receivedBefore);
    int fraction = expectedNow <= 0 || lostNow <= 0 ? 0 : (int) ((lostNow << 8) / expectedNow);
    expectedBefore = expected;
    receivedBefore = received;
    int delay =
        lastSenderReport == 0
            ? 0
            : (int) ((nanos - lastSenderReportNanos) * 65_536 / 1_000_000_000L);
    return Optional.of(
        ByteBuffer.allocate(BLOCK)
            .putInt(ssrc)
            .putInt(Math.min(fraction, 255) << 24 | (int) lost & 0xFF_FFFF)
            .putInt((int) extended)
            .putInt((int) jitter)
            .putInt(lastSenderReport)
            .putInt(delay)
            .array());
  }
}
