// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import ringway.agw.udp.UdpAddress;
import ringway.agw.udp.UdpSocket;
import ringway.agw.udp.UdpSource;

/**
 * Who is behind the addresses of a UDP port. Those bound to a component are all known; of others
 * the last, so that who floods us from many has no memory for it. One thread looks up, any
 * releases.
 */
final class UdpRoutes {
  private static final int RECENT = 4096; // a power of two; one in a place, found by its hash

  private final UdpSocket socket;
  private final Map<InetSocketAddress, UdpRoute> bound = new ConcurrentHashMap<>();
  private final UdpRoute[] recent = new UdpRoute[RECENT]; // of the one that looks up

  UdpRoutes(UdpSocket socket) {
    this.socket = socket;
    UdpAddress ownAddress = UdpAddress.of(socket.localAddress());
    Arrays.fill(recent, new UdpRoute(socket, this, ownAddress));
  }

  UdpRoute of(UdpSource source) {
    int place = source.hash() & RECENT - 1;
    UdpRoute last = recent[place];
    return last.isOf(source) ? last : found(source.address(), place);
  }

  private UdpRoute found(UdpAddress address, int place) {
    UdpRoute known = bound.get(address.inet());
    recent[place] = known == null ? new UdpRoute(socket, this, address) : known;
    return recent[place];
  }

  void bound(InetSocketAddress address, UdpRoute route) {
    bound.put(address, route);
  }

  void released(InetSocketAddress address) {
    bound.remove(address);
  }

  int size() {
    return bound.size();
  }
}
