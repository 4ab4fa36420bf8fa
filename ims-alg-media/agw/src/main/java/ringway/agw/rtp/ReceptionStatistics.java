// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.Optional;

/** What came from the core, for the report block (RFC 3550 §6.4.1, §A.3, §A.8). One thread. */
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

  private boolean started;
  private int ssrc;
  private int baseSequence;
  private int maxSequence;
  private int cycles;
  private int received;
  private int expectedBefore;
  private int receivedBefore;
  private boolean transitKnown;
  private int transit; // wraps as RTP time stamps do
  private double jitter;
  private int lastSr;
  private long lastSrAt;

  /**
   * @param clockRate of the payload type, 0 when only the signalling knows it: jitter, which counts
   *     in its units, is then left as it is
   */
  void received(int source, int sequence, int timestamp, int clockRate, long nowNanos) {
    if (!started || source != ssrc) {
      start(source, sequence);
    } else {
      advance(sequence);
    }
    received++;
    if (clockRate > 0) {
      measureJitter(timestamp, clockRate, nowNanos);
    }
  }

  private void start(int source, int sequence) {
    started = true;
    ssrc = source;
    transitKnown = false;
    jitter = 0;
    lastSr = 0;
    restart(sequence);
  }

  private void restart(int sequence) {
    baseSequence = sequence;
    maxSequence = sequence;
    cycles = 0;
    received = 0;
    expectedBefore = 0;
    receivedBefore = 0;
  }

  private void advance(int sequence) {
    int ahead = sequence - maxSequence & 0xffff;
    if (ahead < MAX_DROPOUT) {
      if (sequence < maxSequence) {
        cycles += CYCLE;
      }
      maxSequence = sequence;
    } else if (ahead <= CYCLE - MAX_MISORDER) {
      restart(sequence); // the sender has begun anew
    }
  }

  private void measureJitter(int timestamp, int clockRate, long nowNanos) {
    long arrival = nowNanos / 1_000 * clockRate / 1_000_000;
    int now = (int) arrival - timestamp;
    if (transitKnown) {
      double difference = Math.abs(now - transit);
      jitter += (difference - jitter) / 16;
    }
    transitKnown = true;
    transit = now;
  }

  /** The middle 32 bits of the NTP time in the peer's sender report. */
  void senderReport(int source, int middleOfNtp, long nowNanos) {
    if (started && source == ssrc) {
      lastSr = middleOfNtp;
      lastSrAt = nowNanos;
    }
  }

  /** Empty before the first packet; the loss counts from one call to the next. */
  Optional<Block> block(long nowNanos) {
    if (!started) {
      return Optional.empty();
    }
    int highest = cycles + maxSequence;
    int expected = highest - baseSequence + 1;
    int lost = Math.clamp(expected - received, -MAX_LOST, MAX_LOST);
    int expectedNow = expected - expectedBefore;
    int lostNow = expectedNow - (received - receivedBefore);
    expectedBefore = expected;
    receivedBefore = received;
    int fraction =
        expectedNow == 0 || lostNow <= 0 ? 0 : Math.min(255, lostNow * 256 / expectedNow);
    long since = lastSr == 0 ? 0 : (nowNanos - lastSrAt) / 1_000 * 65_536 / 1_000_000;
    return Optional.of(
        new Block(ssrc, fraction, lost & 0xffffff, highest, (int) jitter, lastSr, (int) since));
  }
}
