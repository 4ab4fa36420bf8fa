// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.visitor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import ringway.runtime.http.AddressRange;
import ringway.runtime.http.ClientAddress;
import ringway.runtime.http.HttpRequest;

/**
 * Keeps one address from emptying the pool: so many visitors a minute, counted on this node.
 * Bounded and thread-safe.
 */
public final class VisitorLimits {
  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MAX_ADDRESSES = 50_000;

  private final Cache<String, AtomicInteger> begun;
  private final ClientAddress addresses;
  private final int most;

  /**
   * @param balancers whose word is believed about where visitors are
   */
  public VisitorLimits(int most, List<AddressRange> balancers, Clock clock) {
    this.most = most;
    this.addresses = new ClientAddress(balancers);
    this.begun =
        Caffeine.newBuilder()
            .maximumSize(MAX_ADDRESSES)
            .expireAfterWrite(WINDOW)
            .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
            .build();
  }

  boolean admits(HttpRequest request) {
    return begun.get(addresses.of(request), _ -> new AtomicInteger()).incrementAndGet() <= most;
  }
}
