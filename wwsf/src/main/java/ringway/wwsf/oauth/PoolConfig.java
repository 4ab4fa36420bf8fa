// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.http.AddressRange;

/**
 * Identities lent by the WAF (TS 33.203 X.4.2.1), section {@code wwsf.pool}.
 *
 * @param name of the pool at the WAF
 * @param forUsers whether who has signed in gets a pair of the pool
 * @param anonymous whether visitors get one without signing in
 * @param duration how long the WAF lends at a time; renewed while the page asks for access
 * @param visitorLife how long a visitor may stay
 * @param visitorsPerAddress how many visitors of one address (one /64 of IPv6) may begin a minute
 * @param balancers addresses whose X-Forwarded-For is believed, for that limit
 */
public record PoolConfig(
    Optional<String> name,
    boolean forUsers,
    boolean anonymous,
    Duration duration,
    Duration visitorLife,
    int visitorsPerAddress,
    List<AddressRange> balancers) {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  public PoolConfig {
    if ((forUsers || anonymous) && name.filter(text -> !text.isBlank()).isEmpty()) {
      throw new IllegalArgumentException("for-users and anonymous need the name of the pool");
    }
    if (duration.compareTo(SHORTEST) < 0 || visitorLife.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("duration and visitor-life must be at least 10s");
    }
    if (visitorsPerAddress < 1) {
      throw new IllegalArgumentException("visitors-per-address must be at least 1");
    }
    balancers = List.copyOf(balancers);
  }
}
