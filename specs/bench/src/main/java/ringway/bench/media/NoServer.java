// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;

/**
 * Nothing in between: what it shows is the delay that generator and system have by themselves, with
 * the same number of packets and nothing encrypted.
 */
final class NoServer implements MediaServer {
  @Override
  public String name() {
    return "nothing";
  }

  @Override
  public List<Long> pids() {
    return List.of();
  }

  @Override
  public long bytesInUse() {
    return 0;
  }

  @Override
  public LoadedCall call(String id, Arrivals arrivals) {
    return new Pair(arrivals);
  }

  @Override
  public void close() {}

  private static final class Pair implements LoadedCall {
    private final DatagramSocket one = socket();
    private final DatagramSocket other = socket();
    private final Arrivals arrivals;
    private int sequence;

    Pair(Arrivals arrivals) {
      this.arrivals = arrivals;
      Thread.ofVirtual().start(() -> hear(one));
      Thread.ofVirtual().start(() -> hear(other));
    }

    private static DatagramSocket socket() {
      try {
        return new DatagramSocket(0, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void speak() throws IOException {
      sequence++;
      send(one, other);
      send(other, one);
      arrivals.sent(2);
    }

    private void send(DatagramSocket from, DatagramSocket to) throws IOException {
      byte[] packet = TimedPacket.of(sequence, from.getLocalPort());
      from.send(new DatagramPacket(packet, packet.length, to.getLocalSocketAddress()));
    }

    @Override
    public void askConsent() {}

    private void hear(DatagramSocket socket) {
      byte[] buffer = new byte[2048];
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      while (!socket.isClosed()) {
        try {
          packet.setLength(buffer.length);
          socket.receive(packet);
          TimedPacket.heard(buffer, packet.getLength(), arrivals);
        } catch (IOException _) {
          return; // closed
        }
      }
    }

    @Override
    public void close() {
      one.close();
      other.close();
    }
  }
}
