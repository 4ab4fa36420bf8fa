// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what has expired, so that no table grows for ever. Every node sweeps; twice is harmless.
 */
public final class Sweeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Jdbi jdbi;
  private final Clock clock;
  private final List<String> statements = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("waf-sweeper").daemon().factory());

  public Sweeper(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
    thread.scheduleWithFixedDelay(
        this::sweep, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * @param more statements run at every round, each in a transaction of its own; {@code :now} in
   *     them is the present in epoch milliseconds
   */
  public void removes(List<String> more) {
    statements.addAll(more);
  }

  /** The rows of this table end at their {@code expires_at}. */
  public void sweeps(String table) {
    statements.add("DELETE FROM " + table + " WHERE expires_at <= :now");
  }

  /** One round, also at any other moment. */
  public void sweep() {
    long now = clock.millis();
    for (String statement : statements) {
      try {
        jdbi.useHandle(handle -> handle.createUpdate(statement).bind("now", now).execute());
      } catch (JdbiException e) {
        // Two nodes that sweep at once may get into each other's way; the next round goes on.
        log.warn("not swept statement={} cause={}", statement, e.getClass().getSimpleName());
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
