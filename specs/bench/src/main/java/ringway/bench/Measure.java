// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What a run did: how often, how fast, at what cost. Thread-safe. */
final class Measure {
  private static final double NANOS = 1e9;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Recorder times = new Recorder(TimeUnit.MINUTES.toNanos(1), 3);
  private final LongAdder failed = new LongAdder();
  private long beganAt;
  private long cpuAtBegin;

  /** Forgets the warm-up. */
  void begin() {
    times.reset();
    failed.reset();
    beganAt = System.nanoTime();
    cpuAtBegin = SYSTEM.getProcessCpuTime();
  }

  void done(Duration took) {
    times.recordValue(Math.min(took.toNanos(), TimeUnit.MINUTES.toNanos(1)));
  }

  void failed() {
    failed.increment();
  }

  /** One line for people, whose figures a script can cut out as well. */
  String line(String scenario, String unit) {
    double seconds = (System.nanoTime() - beganAt) / NANOS;
    double cpu = (SYSTEM.getProcessCpuTime() - cpuAtBegin) / NANOS;
    Histogram all = times.getIntervalHistogram();
    long count = all.getTotalCount();
    return String.format(
        Locale.ROOT,
        "%s: %d %s in %.1f s, %.0f/s, %.0f per CPU-second, failed %d,"
            + " p50 %.3f ms, p99 %.3f ms, max %.3f ms",
        scenario,
        count,
        unit,
        seconds,
        count / seconds,
        cpu == 0 ? 0 : count / cpu,
        failed.sum(),
        all.getValueAtPercentile(50) / 1e6,
        all.getValueAtPercentile(99) / 1e6,
        all.getMaxValue() / 1e6);
  }
}
