// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Someone on loopback who sends plain RTP, and hears it. */
final class PlainEnd implements AutoCloseable {
  private final DatagramSocket socket;
  private final Conversation.Ear ear;

  PlainEnd(Conversation.Ear ear) {
    this.ear = ear;
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  void listen() {
    Thread.ofVirtual().start(this::hear);
  }

  void send(byte[] packet, InetSocketAddress to) throws IOException {
    socket.send(new DatagramPacket(packet, packet.length, to));
  }

  private void hear() {
    byte[] buffer = new byte[2048];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    while (!socket.isClosed()) {
      try {
        packet.setLength(buffer.length);
        socket.receive(packet);
        ear.heard(buffer, packet.getLength());
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
