// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many handshakes one address may try. Thread-safe. */
final class HandshakeRate {
  /** Who is forgotten has waited longest, and begins anew with a burst. */
  private static final int MAX_ADDRESSES = 20_000;

  private final int perSecond;
  private final Map<String, RateLimit> perAddress =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimit> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  HandshakeRate(int perSecond) {
    this.perSecond = perSecond;
  }

  synchronized boolean allows(InetSocketAddress client, long now) {
    return perAddress.computeIfAbsent(Peer.site(client), _ -> new RateLimit(perSecond)).allows(now);
  }
}
