// SPDX-License-Identifier: Apache-2.0
package ringway.agw.fakekms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import ringway.agw.rtp.Packet;
import ringway.iq.Reserved;

/**
 * The UDP port of one WebRtcEndpoint, before the one port of the embedded engine. Closed, it is
 * silent at once, and so is what the engine would still have told the browser.
 */
final class EndpointPort implements AutoCloseable {
  private static final int LAST_OF_STUN = 3; // RFC 7983 §7

  private interface Receiver {
    void received(DatagramPacket packet) throws IOException;
  }

  private final DatagramSocket outer = open();
  private final DatagramSocket inner = open(); // where the engine finds the browser
  private final InetSocketAddress engine;
  private volatile Optional<InetSocketAddress> browser = Optional.empty();

  EndpointPort(Reserved.Candidate engine) {
    this.engine = new InetSocketAddress(engine.address(), engine.port());
    Thread.ofVirtual().name("fake-kms-outer").start(() -> receive(outer, this::fromBrowser));
    Thread.ofVirtual().name("fake-kms-inner").start(() -> receive(inner, this::toBrowser));
  }

  private static DatagramSocket open() {
    try {
      return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return outer.getLocalPort();
  }

  /** Whoever sent a check last, as {@code address:port}; empty before. */
  String browser() {
    return browser.map(at -> at.getAddress().getHostAddress() + ":" + at.getPort()).orElse("");
  }

  private static void receive(DatagramSocket socket, Receiver receiver) {
    DatagramPacket packet = new DatagramPacket(new byte[Packet.CAPACITY], Packet.CAPACITY);
    while (!socket.isClosed()) {
      try {
        packet.setLength(Packet.CAPACITY);
        socket.receive(packet);
        receiver.received(packet);
      } catch (IOException _) {
        // closed
      }
    }
  }

  private void fromBrowser(DatagramPacket packet) throws IOException {
    InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
    if (packet.getLength() > 0 && packet.getData()[0] >= 0 && packet.getData()[0] <= LAST_OF_STUN) {
      browser = Optional.of(from);
    }
    if (browser.filter(from::equals).isPresent()) {
      packet.setSocketAddress(engine);
      inner.send(packet);
    }
  }

  private void toBrowser(DatagramPacket packet) throws IOException {
    Optional<InetSocketAddress> target = browser;
    if (target.isPresent()) {
      packet.setSocketAddress(target.get());
      outer.send(packet);
    }
  }

  @Override
  public void close() {
    outer.close();
    inner.close();
  }
}
