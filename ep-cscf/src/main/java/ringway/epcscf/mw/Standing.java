// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which servers have failed lately, and for how long they are passed over. Thread-safe: the map is
 * only touched under its own lock.
 */
final class Standing {
  private static final Logger log = LoggerFactory.getLogger(Standing.class);
  private static final int MAX_MARKS = 1_000;

  private record Mark(int failures, Instant until) {}

  /** The oldest mark goes when there are too many. */
  private final Map<Candidate, Mark> down =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Candidate, Mark> eldest) {
          return size() > MAX_MARKS;
        }
      };

  /** Nearly always not, and every request asks. */
  private volatile boolean anyDown;

  private final ProbeConfig config;
  private final MeterRegistry metrics;
  private final Clock clock;

  Standing(ProbeConfig config, MeterRegistry metrics, Clock clock) {
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
    metrics.gauge("ringway.mw.servers.down", this, Standing::downCount);
  }

  void failed(Candidate candidate, String cause) {
    int failures;
    synchronized (down) {
      anyDown = true;
      failures = Optional.ofNullable(down.get(candidate)).map(Mark::failures).orElse(0) + 1;
      down.put(candidate, new Mark(failures, clock.instant().plus(backOff(failures))));
    }
    if (failures == 1) {
      log.warn("core server down server=\"{}\" cause=\"{}\"", candidate, cause);
      metrics.counter("ringway.mw.server.changes", "to", "down").increment();
    }
  }

  private Duration backOff(int failures) {
    Duration wait = config.backOff();
    for (int i = 1; i < failures && wait.compareTo(config.maxBackOff()) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(config.maxBackOff()) > 0 ? config.maxBackOff() : wait;
  }

  void answered(Candidate candidate) {
    if (!anyDown) {
      return;
    }
    boolean wasDown;
    synchronized (down) {
      wasDown = down.remove(candidate) != null;
      anyDown = !down.isEmpty();
    }
    if (wasDown) {
      log.info("core server up again server=\"{}\"", candidate);
      metrics.counter("ringway.mw.server.changes", "to", "up").increment();
    }
  }

  /** Known to have failed and not answered since. */
  boolean isDown(Candidate candidate) {
    synchronized (down) {
      return down.containsKey(candidate);
    }
  }

  private int downCount() {
    synchronized (down) {
      return down.size();
    }
  }

  /** Those to be passed over come last: better a doubtful server than none. */
  List<Candidate> inOrder(List<Candidate> candidates) {
    if (!anyDown) {
      return candidates;
    }
    Instant now = clock.instant();
    List<Candidate> first = new ArrayList<>();
    List<Candidate> last = new ArrayList<>();
    synchronized (down) {
      for (Candidate candidate : candidates) {
        Mark mark = down.get(candidate);
        (mark == null || !mark.until().isAfter(now) ? first : last).add(candidate);
      }
    }
    first.addAll(last);
    return first;
  }
}
