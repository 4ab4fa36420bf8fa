// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.store.Database;

/**
 * Asks the store again and again whether it works, so that a health check has the answer at once. A
 * store that says nothing, as behind a broken network, is a problem too. Thread-safe.
 */
public final class StoreWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private record Answer(Optional<String> problem, long nanos) {}

  private final Supplier<Optional<String>> probe;
  private final Duration patience;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("waf-store-watch").daemon().factory());
  private volatile Answer last = new Answer(Optional.empty(), System.nanoTime());

  public StoreWatch(Database database) {
    this(database::problem, INTERVAL, PATIENCE);
  }

  StoreWatch(Supplier<Optional<String>> probe, Duration interval, Duration patience) {
    this.probe = probe;
    this.patience = patience;
    thread.scheduleWithFixedDelay(this::ask, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ask() {
    Optional<String> before = last.problem();
    Optional<String> now = probe.get();
    last = new Answer(now, System.nanoTime());
    if (now.isPresent() && before.isEmpty()) {
      log.warn("store out of order problem={}", now.get());
    } else if (now.isEmpty() && before.isPresent()) {
      log.info("store works again");
    }
  }

  /** What keeps this node from taking traffic; does not block. */
  public Optional<String> problem() {
    Answer answer = last;
    if (System.nanoTime() - answer.nanos() > patience.toNanos()) {
      return Optional.of("the store says nothing");
    }
    return answer.problem();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
