// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import ringway.agw.udp.UdpAddress;
import ringway.agw.udp.UdpSocket;
import ringway.agw.udp.UdpSource;

/** A browser's address as the UDP port sees it; as long as it is bound there is one of it. */
final class UdpRoute implements Route {
  private final UdpSocket socket;
  private final UdpRoutes routes;
  private final UdpAddress address;
  private volatile Optional<IceComponent> owner = Optional.empty(); // written under this

  UdpRoute(UdpSocket socket, UdpRoutes routes, UdpAddress address) {
    this.socket = socket;
    this.routes = routes;
    this.address = address;
  }

  boolean isOf(UdpSource source) {
    return source.is(address);
  }

  @Override
  public InetSocketAddress address() {
    return address.inet();
  }

  @Override
  public Optional<IceComponent> component() {
    return owner;
  }

  /**
   * The sender address of UDP can be forged: whoever has a component of his own must not be able to
   * take over the address of another that is alive.
   */
  @Override
  public boolean bind(IceComponent component) {
    synchronized (this) {
      if (owner.isPresent()) {
        if (owner.get() == component) {
          return true;
        }
        if (owner.get().consents(System.nanoTime())) {
          return false;
        }
      }
      owner = Optional.of(component);
      routes.bound(address(), this);
    }
    if (!component.bound(this)) {
      release(component);
      return false;
    }
    return true;
  }

  @Override
  public synchronized void release(IceComponent component) {
    if (owner.isPresent() && owner.get() == component) {
      owner = Optional.empty();
      routes.released(address());
    }
  }

  @Override
  public boolean send(ByteBuffer datagram) {
    return socket.send(datagram, address);
  }
}
