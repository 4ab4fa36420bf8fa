// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What one phase showed.
 *
 * @param done registrations, or calls
 * @param cpuMicros of the server, for one of them
 * @param waits how often a thread of the server waited and was woken, for one of them
 */
record Phase(
    long done,
    long failed,
    double seconds,
    double perSecond,
    double cpuMicros,
    double waits,
    double cores,
    double p50Millis,
    double p99Millis,
    double maxMillis) {
  private static final double MICROS = 1e6;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int MEDIAN = 50;
  private static final int TAIL = 99;

  static Phase of(Histogram times, long failed, double seconds, double cpuSeconds, long waits) {
    long count = times.getTotalCount();
    return new Phase(
        count,
        failed,
        seconds,
        count / seconds,
        count == 0 ? 0 : cpuSeconds * MICROS / count,
        count == 0 ? 0 : (double) waits / count,
        cpuSeconds / seconds,
        times.getValueAtPercentile(MEDIAN) / NANOS_PER_MILLI,
        times.getValueAtPercentile(TAIL) / NANOS_PER_MILLI,
        times.getMaxValue() / NANOS_PER_MILLI);
  }

  double perCpuSecond() {
    return cpuMicros == 0 ? 0 : MICROS / cpuMicros;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%d in %.1f s, %.0f/s, %.0f us CPU each (%.0f per CPU-second, %.2f cores), %.1f waits"
            + " each, p50 %.2f ms, p99 %.2f ms, max %.1f ms, failed %d",
        done,
        seconds,
        perSecond,
        cpuMicros,
        perCpuSecond(),
        cores,
        waits,
        p50Millis,
        p99Millis,
        maxMillis,
        failed);
  }
}
