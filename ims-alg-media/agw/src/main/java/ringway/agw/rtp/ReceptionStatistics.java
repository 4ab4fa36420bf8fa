// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.Optional;

/**
 * What came from one side, for the report block (RFC 3550 §6.4.1, §A.3, §A.8) and in all. One
 * thread receives; {@code block} belongs to another, which may see a packet less than there is.
 */
final class ReceptionStatistics {
  private static final int MAX_DROPOUT = 3000; // RFC 3550 §A.1
  private static final int MAX_MISORDER = 100;
  private static final int CYCLE = 1 << 16;
  private static final int MAX_LOST = 0x7fffff; // 24 bits, signed

  /** One report block; {@code lastSr} and {@code sinceLastSr} are 0 before the first report. */
  record Block(
      int ssrc,
      int fractionLost,
      int cumulativeLost,
      int highestSequence,
      int jitter,
      int lastSr,
      int sinceLastSr) {}

  /**
   * @param lost over all sources there were
   */
  record Totals(long packets, long lost, double jitterMillis) {}

  // Of the receiving thread, published by the write of `received` that ends each step.
  private int ssrc;
  private int baseSequence;
  private int maxSequence;
  private int cycles;
  private int epoch; // of the numbering: another source or a new beginning
  private long lostBefore; // in earlier epochs
  private long packets;
  private boolean transitKnown;
  private int transit; // wraps as RTP time stamps do
  private double jitter;
  private int jitterClock;
  private volatile int received;

  private long lastSrAt; // published by lastSr
  private volatile int lastSr;

  private int reportedEpoch; // from here on of the reporting thread
  private int expectedBefore;
  private int receivedBefore;

  /**
   * @param clockRate of the payload type, 0 when only the signalling knows it: jitter, which counts
   *     in its units, is then left as it is
   */
  void received(int source, int sequence, int timestamp, int clockRate, long nowNanos) {
    int before = received;
    if (before == 0 || source != ssrc) {
      start(source, sequence);
      before = 0;
    } else if (!advance(sequence)) {
      restart(sequence); // the sender has begun anew
      before = 0;
    }
    packets++;
    if (clockRate > 0) {
      measureJitter(timestamp, clockRate, nowNanos);
    }
    received = before + 1;
  }

  private void start(int source, int sequence) {
    restart(sequence);
    ssrc = source;
    transitKnown = false;
    jitter = 0;
    lastSr = 0;
  }

  private void restart(int sequence) {
    lostBefore += lost(received);
    epoch++;
    baseSequence = sequence;
    maxSequence = sequence;
    cycles = 0;
  }

  private int expected() {
    return cycles + maxSequence - baseSequence + 1;
  }

  private int lost(int count) {
    return count == 0 ? 0 : Math.max(0, expected() - count);
  }

  /** False when the number is far from the last: RFC 3550 §A.1. */
  private boolean advance(int sequence) {
    int ahead = sequence - maxSequence & 0xffff;
    if (ahead < MAX_DROPOUT) {
      if (sequence < maxSequence) {
        cycles += CYCLE;
      }
      maxSequence = sequence;
      return true;
    }
    return ahead > CYCLE - MAX_MISORDER;
  }

  private void measureJitter(int timestamp, int clockRate, long nowNanos) {
    long arrival = nowNanos / 1_000 * clockRate / 1_000_000;
    int now = (int) arrival - timestamp;
    if (transitKnown && clockRate == jitterClock) {
      double difference = Math.abs(now - transit);
      jitter += (difference - jitter) / 16;
    }
    transitKnown = true;
    jitterClock = clockRate;
    transit = now;
  }

  /** The middle 32 bits of the NTP time in the peer's sender report. */
  void senderReport(int source, int middleOfNtp, long nowNanos) {
    if (received > 0 && source == ssrc) {
      lastSrAt = nowNanos;
      lastSr = middleOfNtp;
    }
  }

  /** Empty before the first packet; the loss counts from one call to the next. */
  Optional<Block> block(long nowNanos) {
    int count = received;
    if (count == 0) {
      return Optional.empty();
    }
    if (epoch != reportedEpoch) {
      reportedEpoch = epoch;
      expectedBefore = 0;
      receivedBefore = 0;
    }
    int highest = cycles + maxSequence;
    int expected = expected();
    int lost = Math.clamp(expected - count, -MAX_LOST, MAX_LOST);
    int expectedNow = expected - expectedBefore;
    int lostNow = expectedNow - (count - receivedBefore);
    expectedBefore = expected;
    receivedBefore = count;
    int fraction =
        expectedNow == 0 || lostNow <= 0 ? 0 : Math.min(255, lostNow * 256 / expectedNow);
    int report = lastSr;
    long since = report == 0 ? 0 : (nowNanos - lastSrAt) / 1_000 * 65_536 / 1_000_000;
    return Optional.of(
        new Block(ssrc, fraction, lost & 0xffffff, highest, (int) jitter, report, (int) since));
  }

  Totals totals() {
    int count = received;
    return new Totals(
        packets, lostBefore + lost(count), jitterClock == 0 ? 0 : jitter * 1000 / jitterClock);
  }
}
