// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.Candidate.Transport;

/**
 * A socket from which nothing can be taken: counted, logged once, told to the health check, and
 * tried again ever later, so that its loop does not spin. {@link #failed} and {@link #worked} are
 * for the thread of that loop.
 */
final class SocketTrouble {
  private static final Logger log = LoggerFactory.getLogger(SocketTrouble.class);
  private static final Duration FIRST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** Waits; a test does not. */
  @FunctionalInterface
  interface Rest {
    void take(Duration time) throws InterruptedException;
  }

  private final Transport transport;
  private final Rest rest;
  private final Counter failures;
  private Duration next = FIRST;
  private volatile Optional<String> problem = Optional.empty();

  SocketTrouble(Transport transport, MeterRegistry metrics, Rest rest) {
    this.transport = transport;
    this.rest = rest;
    this.failures =
        metrics.counter(
            "ringway.mw.socket.failures", "transport", transport.name().toLowerCase(Locale.ROOT));
  }

  void failed(IOException cause) {
    failures.increment();
    if (problem.isEmpty()) {
      log.error("nothing can be taken transport={} cause=\"{}\"", transport, cause.getMessage());
      problem = Optional.of("nothing can be taken by " + transport + ": " + cause.getMessage());
    }
    try {
      rest.take(next);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
  }

  void worked() {
    if (problem.isPresent()) {
      log.info("works again transport={}", transport);
      problem = Optional.empty();
      next = FIRST;
    }
  }

  /** From any thread. */
  Optional<String> problem() {
    return problem;
  }
}
