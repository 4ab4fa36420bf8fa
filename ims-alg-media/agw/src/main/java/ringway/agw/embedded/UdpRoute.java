// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A browser's address as the UDP port sees it. */
record UdpRoute(WebRtcSocket socket, InetSocketAddress address) implements Route {
  @Override
  public Optional<WebRtcTransport> transport() {
    return socket.boundTo(address);
  }

  @Override
  public boolean bind(WebRtcTransport transport) {
    return socket.bind(this, transport);
  }

  @Override
  public void release(WebRtcTransport transport) {
    socket.forget(address, transport);
  }

  @Override
  public boolean send(ByteBuffer datagram) {
    return socket.send(datagram, address);
  }
}
