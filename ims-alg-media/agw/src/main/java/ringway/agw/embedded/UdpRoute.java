// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A browser's address as the UDP port sees it. */
record UdpRoute(WebRtcSocket socket, InetSocketAddress address) implements Route {
  @Override
  public Optional<IceComponent> component() {
    return socket.boundTo(address);
  }

  @Override
  public boolean bind(IceComponent component) {
    return socket.bind(this, component);
  }

  @Override
  public void release(IceComponent component) {
    socket.forget(address, component);
  }

  @Override
  public boolean send(ByteBuffer datagram) {
    return socket.send(datagram, address);
  }
}
