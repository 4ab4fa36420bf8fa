// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.time.Clock;
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
  private static final long INTERVAL_SECONDS = 60;

  private final Jdbi jdbi;
  private final Clock clock;
  private final List<String> tables = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("waf-sweeper").daemon().factory());

  public Sweeper(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
    thread.scheduleWithFixedDelay(
        this::sweep, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
  }

  /** The rows of this table end at their {@code expires_at}. */
  public void sweeps(String table) {
    tables.add(table);
  }

  /** One round, also at any other moment. */
  public void sweep() {
    for (String table : tables) {
      try {
        jdbi.useHandle(
            handle ->
                handle
                    .createUpdate("DELETE FROM " + table + " WHERE expires_at <= :now")
                    .bind("now", clock.millis())
                    .execute());
      } catch (JdbiException e) {
        log.warn("not swept table={} cause={}", table, e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
