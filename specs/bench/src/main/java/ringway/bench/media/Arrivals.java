// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What was sent in the time that counts, and when it arrived. Thread-safe. */
final class Arrivals {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

  private final Recorder delays = new Recorder(LONGEST, 3);
  private final LongAdder sent = new LongAdder();
  private volatile long from = Long.MAX_VALUE;
  private volatile long until = Long.MAX_VALUE;

  /** From now on all that is sent counts. */
  void begin() {
    delays.reset();
    sent.reset();
    from = System.nanoTime();
  }

  void end() {
    until = System.nanoTime();
  }

  void sent(int packets) {
    sent.add(packets);
  }

  void heard(long sentAt) {
    if (sentAt >= from && sentAt < until) {
      delays.recordValue(Math.clamp(System.nanoTime() - sentAt, 0, LONGEST));
    }
  }

  long sent() {
    return sent.sum();
  }

  Histogram delays() {
    return delays.getIntervalHistogram();
  }
}
