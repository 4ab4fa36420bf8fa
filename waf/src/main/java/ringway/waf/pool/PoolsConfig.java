// SPDX-License-Identifier: Apache-2.0
package ringway.waf.pool;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Subscription;

/**
 * Settings of the pools, section {@code waf.pools}.
 *
 * @param margin how long a pair rests after the last token for it has ended; more than the clocks
 *     of WAF and eP-CSCF nodes differ
 * @param longestLease the most a client gets at once; it can renew
 * @param entries the pools known from the start
 */
public record PoolsConfig(Duration margin, Duration longestLease, List<Entry> entries) {
  private static final Duration SHORTEST_MARGIN = Duration.ofSeconds(10);
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(10);

  /** A pool and its pairs. */
  public record Entry(String name, List<Subscription> pairs) {
    public Entry {
      requireName(name);
      pairs = List.copyOf(pairs);
    }
  }

  public PoolsConfig {
    if (margin.compareTo(SHORTEST_MARGIN) < 0) {
      throw new IllegalArgumentException("margin must be at least 10s, found " + margin);
    }
    if (longestLease.compareTo(SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException("longest-lease must be at least 10s");
    }
    entries = List.copyOf(entries);
    Set<String> names = new HashSet<>();
    Set<Impi> impis = new HashSet<>();
    for (Entry entry : entries) {
      if (!names.add(entry.name())) {
        throw new IllegalArgumentException("pool `" + entry.name() + "` is given twice");
      }
      for (Subscription pair : entry.pairs()) {
        if (!impis.add(pair.impi())) {
          throw new IllegalArgumentException("IMPI `" + pair.impi() + "` is in the pools twice");
        }
      }
    }
  }

  /** Checks the name of a pool. */
  public static void requireName(String name) {
    if (!name.matches("[A-Za-z0-9._-]{1,128}")) {
      throw new IllegalArgumentException(
          "a pool name has 1 to 128 letters, digits or . _ -, found `" + name + "`");
    }
  }
}
