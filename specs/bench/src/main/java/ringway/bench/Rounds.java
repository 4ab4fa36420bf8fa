// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** The same step over and over, by many at once, until the time or the number is reached. */
final class Rounds {
  private Rounds() {}

  /** What one of them does over and over. */
  interface Step<T> {
    void on(T one) throws InterruptedException;
  }

  /**
   * @param most how many steps, all together
   */
  static <T> void run(List<T> all, Step<T> step, Measure measure, Duration time, long most)
      throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    AtomicLong left = new AtomicLong(most);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (T one : all) {
        running.add(threads.submit(() -> repeat(one, step, measure, end, left)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private static <T> void repeat(T one, Step<T> step, Measure measure, long end, AtomicLong left) {
    while (System.nanoTime() < end && left.getAndDecrement() > 0) {
      long began = System.nanoTime();
      try {
        step.on(one);
        measure.done(Duration.ofNanos(System.nanoTime() - began));
      } catch (IllegalStateException e) {
        measure.failed();
        System.err.println(e.getMessage());
        return; // its dialogs or tokens are in an unknown state
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
