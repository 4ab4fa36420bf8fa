// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import java.time.Duration;
import java.util.Optional;

/** How long a subscription that the core refuses waits before it is tried again. */
final class Pauses {
  private static final int MAX_FAILURES = 6;
  private static final Duration FIRST = Duration.ofSeconds(30);

  /** What a core may ask for at most. */
  private static final Duration BEARABLE = Duration.ofDays(1);

  private int failures;

  /**
   * @param lost it had been accepted before
   * @param retryAfter seconds the core asks for
   * @return zero to try again at once, empty to give it up
   */
  Optional<Duration> refused(boolean lost, Optional<Long> retryAfter) {
    failures++;
    if (failures > MAX_FAILURES) {
      return Optional.empty();
    }
    if (lost && failures == 1) {
      return Optional.of(Duration.ZERO);
    }
    Duration own = FIRST.multipliedBy(1L << (failures - 1));
    Duration told = Duration.ofSeconds(Math.clamp(retryAfter.orElse(0L), 0, BEARABLE.toSeconds()));
    return Optional.of(told.compareTo(own) > 0 ? told : own);
  }

  /** Whether it may be tried without a pause, which is so once. */
  boolean atOnce() {
    if (failures > 0) {
      return false;
    }
    failures = 1;
    return true;
  }

  /** It has lived as long as was agreed. */
  void forget() {
    failures = 0;
  }
}
