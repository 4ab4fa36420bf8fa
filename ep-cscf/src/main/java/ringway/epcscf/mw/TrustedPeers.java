// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import ringway.runtime.http.AddressRange;

/**
 * Who may speak on Mw: whoever can send here could otherwise pose as the core towards every
 * browser. The configured ranges alone, or, without any, the servers this node itself was told to
 * send to (entry points, and next hops of routes the core gave), and loopback on loopback.
 * Thread-safe.
 */
final class TrustedPeers {
  private static final int MAX_LEARNT = 1_000;
  private static final Duration LEARNT_FOR = Duration.ofDays(1);

  private final List<AddressRange> ranges;
  private final boolean loopback;
  private final Cache<InetAddress, Boolean> learnt =
      Caffeine.newBuilder().maximumSize(MAX_LEARNT).expireAfterAccess(LEARNT_FOR).build();
  private final Set<InetSocketAddress> ourselves = ConcurrentHashMap.newKeySet();
  private final Counter refused;

  TrustedPeers(MwConfig config, MeterRegistry metrics) {
    this.ranges = config.trusted();
    this.loopback = isLoopback(config.host());
    this.refused = metrics.counter("ringway.mw.untrusted");
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || (ServerLocator.isAddress(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
  }

  /** Whether to listen to this peer; a refusal is counted. */
  boolean admits(InetSocketAddress peer) {
    InetAddress address = peer.getAddress();
    boolean admitted =
        ourselves.contains(peer)
            || (ranges.isEmpty()
                ? (loopback && address.isLoopbackAddress()) || learnt.getIfPresent(address) != null
                : ranges.stream().anyMatch(range -> range.contains(address.getHostAddress())));
    if (!admitted) {
      refused.increment();
    }
    return admitted;
  }

  /** A server this node sends to may also send to it, where no list says otherwise. */
  void learn(InetAddress address) {
    if (ranges.isEmpty() && learnt.getIfPresent(address) == null) {
      learnt.put(address, true);
    }
  }

  /** A socket of the watchdog's. */
  void expect(InetSocketAddress own) {
    ourselves.add(own);
  }

  void forget(InetSocketAddress own) {
    ourselves.remove(own);
  }
}
