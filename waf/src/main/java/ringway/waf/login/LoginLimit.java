// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A few wrong passwords a minute for one user name from one address. Thread-safe. */
final class LoginLimit {
  private static final int TRIES = 5;
  private static final int MAX_KEYS = 100_000;
  static final Duration WINDOW = Duration.ofMinutes(1);

  private record Key(String name, String source) {}

  private record Tries(Instant since, int count) {}

  private final Cache<Key, Tries> tries =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterWrite(WINDOW).build();
  private final Clock clock;

  LoginLimit(Clock clock) {
    this.clock = clock;
  }

  /** Counts a try before its password is looked at, so that parallel tries cannot slip by. */
  boolean allows(String name, String source) {
    Instant now = clock.instant();
    Tries counted =
        tries
            .asMap()
            .merge(
                new Key(name, source),
                new Tries(now, 1),
                (old, first) ->
                    now.isBefore(old.since().plus(WINDOW))
                        ? new Tries(old.since(), Math.min(old.count() + 1, TRIES + 1))
                        : first);
    return counted.count() <= TRIES;
  }

  void forget(String name, String source) {
    tries.invalidate(new Key(name, source));
  }
}
