// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long a benchmark takes, and how it tells of itself.
 *
 * @param name on the command line
 */
record Course(String name, Duration warmUp, Duration time) {
  private static final int LONGEST_SECONDS = 120;
  private static final Duration LEAD = Duration.ofSeconds(5);

  /** What came out. */
  interface Report {
    List<String> lines();

    void write(Path file) throws IOException;

    /** Nothing failed. */
    boolean clean();
  }

  static Course of(String name, int warmUpSeconds, int seconds) {
    return new Course(name, atMost(warmUpSeconds), atMost(seconds));
  }

  private static Duration atMost(int seconds) {
    return Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_SECONDS));
  }

  void progress(String what, Object... figures) {
    System.err.println("bench " + name + ": " + String.format(Locale.ROOT, what, figures) + " …");
  }

  void progress(EdgeServer server, String what, Object... figures) {
    progress("%s: " + what, withFirst(server.name(), figures));
  }

  private static Object[] withFirst(String first, Object... others) {
    Object[] all = new Object[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  /** Warms up and then goes as fast as it goes. */
  Phase peak(EdgeServer server, EdgeLoad load) throws InterruptedException {
    progress(server, "warming up for %d s", warmUp.toSeconds());
    load.asFastAsPossible(warmUp);
    progress(server, "as fast as it goes for %d s", time.toSeconds());
    return load.asFastAsPossible(time);
  }

  /** At a pace, after some seconds of the same: a server that just did nothing has gone cold. */
  Phase steady(EdgeServer server, EdgeLoad load, double perSecond) throws InterruptedException {
    progress(server, "%.0f a second for %d s", perSecond, time.toSeconds());
    load.atRate(perSecond, LEAD);
    return load.atRate(perSecond, time);
  }

  /** Prints and keeps it; the status of the command. */
  static int show(Report report, Path result) throws IOException {
    report.lines().forEach(System.out::println);
    report.write(result);
    System.out.println("written to " + result);
    return report.clean() ? 0 : 1;
  }
}
