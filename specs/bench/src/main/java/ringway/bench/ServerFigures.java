// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What the kernel knows of a server's processes (proc(5)). */
public final class ServerFigures {
  /** USER_HZ, which Linux shows as 100 whatever its own tick is. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TIME = 13;

  private ServerFigures() {}

  /** User and system time spent so far. */
  public static double cpuSeconds(List<Long> pids) {
    long ticks = 0;
    for (long pid : pids) {
      String stat = read(Path.of("/proc/" + pid + "/stat"));
      // The name of the program, in brackets, may hold spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      ticks += Long.parseLong(fields[USER_TIME - 2]) + Long.parseLong(fields[USER_TIME - 1]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /**
   * How often threads have waited so far, and so were woken: what a message costs beside its work.
   */
  public static long waits(List<Long> pids) {
    return pids.stream().mapToLong(ServerFigures::waits).sum();
  }

  private static long waits(long pid) {
    long waits = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        waits += waitsOf(thread);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return waits;
  }

  private static long waitsOf(Path thread) {
    try {
      return Files.readString(thread.resolve("status"))
          .lines()
          .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException _) {
      return 0; // it has ended meanwhile
    }
  }

  /** Resident memory; what several processes share counts once. */
  public static long residentBytes(List<Long> pids) {
    long kilobytes = 0;
    for (long pid : pids) {
      kilobytes +=
          read(Path.of("/proc/" + pid + "/smaps_rollup"))
              .lines()
              .filter(line -> line.startsWith("Pss:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
    }
    return kilobytes * 1024;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IllegalStateException("the server has ended: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
