// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a run showed.
 *
 * @param calls relayed ones, whose delay and loss these are
 * @param cpuMillis of the server, for one call and second
 * @param transcoded those beside them
 */
record MediaFigures(
    String server,
    int calls,
    double seconds,
    double cpuMillis,
    double cores,
    double p50Millis,
    double p95Millis,
    double p99Millis,
    double p999Millis,
    double lostPercent,
    double kibibytesPerCall,
    Transcoded transcoded) {
  /**
   * Delays, or pauses.
   *
   * @param lostPercent of what was sent
   */
  record Times(
      double p50Millis, double p95Millis, double p99Millis, double p999Millis, double lostPercent) {
    static Times of(long sent, Histogram times) {
      return new Times(
          times.getValueAtPercentile(50) / NANOS_PER_MILLI,
          times.getValueAtPercentile(95) / NANOS_PER_MILLI,
          times.getValueAtPercentile(99) / NANOS_PER_MILLI,
          times.getValueAtPercentile(99.9) / NANOS_PER_MILLI,
          sent == 0 ? 100 : 100.0 * (sent - times.getTotalCount()) / sent);
    }
  }

  /**
   * @param pauses between the packets of each, 20 ms as they are made
   */
  record Transcoded(int calls, Times pauses) {
    private String line() {
      return calls == 0
          ? ""
          : String.format(
              Locale.ROOT,
              "; beside them %d transcoded calls, pauses p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms,"
                  + " lost %.3f %%",
              calls,
              pauses.p50Millis,
              pauses.p99Millis,
              pauses.p999Millis,
              pauses.lostPercent);
    }
  }

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS = 1000;
  private static final double KIBI = 1024;

  static MediaFigures of(
      String server,
      int calls,
      double seconds,
      double cpuSeconds,
      Times delays,
      Transcoded transcoded,
      long bytes) {
    int all = calls + transcoded.calls();
    return new MediaFigures(
        server,
        calls,
        seconds,
        cpuSeconds * MILLIS / seconds / all,
        cpuSeconds / seconds,
        delays.p50Millis,
        delays.p95Millis,
        delays.p99Millis,
        delays.p999Millis,
        delays.lostPercent,
        bytes / KIBI / all,
        transcoded);
  }

  String line() {
    return String.format(
            Locale.ROOT,
            "%s: %d calls for %.0f s, %.3f ms CPU a call and second (%.2f cores, %.0f calls a"
                + " core), delay p50 %.3f ms, p95 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, lost %.3f"
                + " %%, %.1f KiB a call",
            server,
            calls,
            seconds,
            cpuMillis,
            cores,
            cpuMillis == 0 ? 0 : MILLIS / cpuMillis,
            p50Millis,
            p95Millis,
            p99Millis,
            p999Millis,
            lostPercent,
            kibibytesPerCall)
        + transcoded.line();
  }

  /** By how much its percentiles lie above those of the generator alone. */
  String beyond(MediaFigures nothing) {
    return String.format(
        Locale.ROOT,
        "%s, beyond %s: p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms",
        server,
        nothing.server,
        p50Millis - nothing.p50Millis,
        p99Millis - nothing.p99Millis,
        p999Millis - nothing.p999Millis);
  }

  /** How much more than the other one it takes, or less. */
  String against(MediaFigures other) {
    return String.format(
        Locale.ROOT,
        "%s / %s: CPU %.2f, p50 %.2f, p99 %.2f, p99.9 %.2f, memory %.2f",
        server,
        other.server,
        cpuMillis / other.cpuMillis,
        p50Millis / other.p50Millis,
        p99Millis / other.p99Millis,
        p999Millis / other.p999Millis,
        kibibytesPerCall / other.kibibytesPerCall);
  }
}
