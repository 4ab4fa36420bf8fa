// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.visitor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import ringway.runtime.http.HttpRequest;

/**
 * Keeps one address from emptying the pool: so many visitors a minute, counted on this node.
 * Bounded and thread-safe.
 */
public final class VisitorLimits {
  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MAX_ADDRESSES = 50_000;
  private static final int IPV6_NETWORK_BYTES = 8;

  private final Cache<String, AtomicInteger> begun;
  private final int most;

  public VisitorLimits(int most, Clock clock) {
    this.most = most;
    this.begun =
        Caffeine.newBuilder()
            .maximumSize(MAX_ADDRESSES)
            .expireAfterWrite(WINDOW)
            .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
            .build();
  }

  boolean admits(HttpRequest request) {
    return begun.get(network(request.remoteAddress()), _ -> new AtomicInteger()).incrementAndGet()
        <= most;
  }

  /** Of an IPv6 address the /64: one customer has all of it. */
  private static String network(String address) {
    try {
      InetAddress literal = InetAddress.ofLiteral(address.replaceAll("[\\[\\]]", ""));
      return literal instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(literal.getAddress(), IPV6_NETWORK_BYTES))
          : address;
    } catch (IllegalArgumentException _) {
      return address;
    }
  }
}
