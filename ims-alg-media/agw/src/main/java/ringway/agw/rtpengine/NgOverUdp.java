// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** NG messages as datagrams; answers are taken from the address asked alone. */
final class NgOverUdp implements NgTransport {
  private static final int LARGEST = 65_535;

  private final URI address;
  private final DatagramSocket socket;
  private final Receiver receiver;
  private volatile Optional<InetSocketAddress> peer = Optional.empty();

  NgOverUdp(URI address, Receiver receiver) throws IOException {
    this.address = address;
    this.receiver = receiver;
    socket = new DatagramSocket();
    Thread.ofVirtual().name("ng-udp-" + address.getAuthority()).start(this::receive);
  }

  @Override
  public void send(String message) throws IOException {
    // Resolved each time: a host may move.
    InetSocketAddress target = new InetSocketAddress(address.getHost(), address.getPort());
    if (target.isUnresolved()) {
      throw new IOException("host " + address.getHost() + " does not resolve");
    }
    peer = Optional.of(target);
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, target));
  }

  private void receive() {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    while (!socket.isClosed()) {
      try {
        packet.setLength(LARGEST);
        socket.receive(packet);
        if (peer.filter(packet.getSocketAddress()::equals).isPresent()) {
          receiver.received(
              new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
        }
      } catch (IOException _) {
        // Closed: requests end by time.
      }
    }
  }

  @Override
  public boolean lossy() {
    return true;
  }

  @Override
  public void close() {
    socket.close();
  }
}
