// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the WAF of sessions that ended by themselves, or while it could not be reached, so that
 * their tokens and pairs end as well. Every node does; each session is one node's at a time.
 */
public final class EndedSessions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EndedSessions.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final int AT_ONCE = 100;

  /** After so long whatever the WAF gave has ended by itself. */
  private static final Duration GIVE_UP = Duration.ofDays(1);

  private final Sessions sessions;
  private final Clock clock;
  private volatile Optional<String> problem = Optional.empty();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("wwsf-ended-sessions").daemon().factory());

  public EndedSessions(Sessions sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
    thread.scheduleWithFixedDelay(
        this::round, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      Instant now = clock.instant();
      for (SessionRows.Row row :
          sessions.rows().takeEnded(now, now.plus(Sessions.TRY_AGAIN), AT_ONCE)) {
        if (row.endsAt().plus(GIVE_UP).isBefore(now)) {
          sessions.rows().delete(row.id());
        } else {
          sessions.giveBack(row);
        }
      }
      problem = Optional.empty();
    } catch (JdbiException e) {
      if (problem.isEmpty()) {
        log.warn("store out of order cause={}", e.getClass().getSimpleName());
      }
      problem = Optional.of("the store does not answer");
    } catch (RuntimeException e) {
      log.error("ended sessions not told to the WAF", e);
    }
  }

  /** What keeps this node from taking traffic; does not block. */
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
