// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.agw.udp.UdpSocket;
import ringway.agw.udp.UdpSource;

class UdpRoutesTest {
  private static final int PLACES = 4096;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private UdpSocket socket;
  private UdpRoutes routes;

  @BeforeEach
  void open() throws IOException {
    socket = UdpSocket.open(new InetSocketAddress(LOOPBACK, 0), 0);
    routes = new UdpRoutes(socket);
  }

  @AfterEach
  void close() {
    socket.close();
  }

  @Test
  void anAddressHasOneRouteAndAnotherOneAnother() throws IOException {
    try (DatagramSocket one = new DatagramSocket(0, LOOPBACK);
        DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
      UdpRoute first = routes.of(from(one));
      assertThat(first.address()).isEqualTo(one.getLocalSocketAddress());
      assertThat(routes.of(from(other)).address()).isEqualTo(other.getLocalSocketAddress());
      assertThat(routes.of(from(one))).isSameAs(first);
      assertThat(routes.size()).isZero();
    }
  }

  /** Two that share a place push each other out of it, which must not lose what is bound. */
  @Test
  void whatIsBoundIsFoundAgainAndWhatIsNotIsForgotten() throws IOException {
    Pair pair = sharingAPlace();
    try (DatagramSocket one = pair.one;
        DatagramSocket other = pair.other) {
      UdpRoute bound = routes.of(from(one));
      routes.bound(bound.address(), bound);
      UdpRoute passing = routes.of(from(other));
      assertThat(routes.of(from(one))).isSameAs(bound);
      assertThat(routes.of(from(other))).isNotSameAs(passing);
      routes.released(bound.address());
      assertThat(routes.size()).isZero();
      assertThat(routes.of(from(one))).isNotSameAs(bound);
    }
  }

  private record Pair(DatagramSocket one, DatagramSocket other) {}

  /** With a hundred sockets a pair is likely; so many more are opened as it takes. */
  private Pair sharingAPlace() throws IOException {
    Map<Integer, DatagramSocket> byPlace = new HashMap<>();
    while (true) {
      DatagramSocket next = new DatagramSocket(0, LOOPBACK);
      int place = from(next).hash() & PLACES - 1;
      DatagramSocket before = byPlace.put(place, next);
      if (before != null) {
        byPlace.remove(place);
        byPlace.values().forEach(DatagramSocket::close);
        return new Pair(before, next);
      }
    }
  }

  private UdpSource from(DatagramSocket sender) throws IOException {
    sender.send(new DatagramPacket(new byte[] {1}, 1, LOOPBACK, socket.localAddress().getPort()));
    UdpSource source = new UdpSource();
    assertThat(socket.receive(ByteBuffer.allocate(10), source)).isTrue();
    return source;
  }
}
