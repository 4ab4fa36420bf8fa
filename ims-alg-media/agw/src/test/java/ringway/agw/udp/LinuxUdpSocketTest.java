// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the system's own calls do that the JDK's channel does not, or not in every JVM. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinuxUdpSocketTest {
  private static final int DATAGRAMS = 2_000;
  private static final int ROUNDS = 100; // at most, for the compiler to have seen enough
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final UdpSource source = new UdpSource();
  private final ByteBuffer room = ByteBuffer.allocate(2048);

  @Test
  void datagramsGoAndComeOverIpv6() throws IOException {
    InetAddress loopback = address("::1");
    try (UdpSocket peer = open(loopback);
        UdpSocket socket = open(loopback)) {
      assertThat(exchanged(peer, socket, socket.localAddress())).isEqualTo("there and back");
      assertThat(source.address().inet()).isEqualTo(socket.localAddress());
    }
  }

  @Test
  void allAddressesOfIpv6TakeIpv4AsWell() throws IOException {
    try (UdpSocket socket = open(address("::"));
        UdpSocket peer = open(LOOPBACK)) {
      InetSocketAddress mapped = new InetSocketAddress(LOOPBACK, socket.localAddress().getPort());
      assertThat(exchanged(peer, socket, mapped)).isEqualTo("there and back");
      assertThat(source.address().inet()).isEqualTo(mapped);
    }
  }

  @Test
  void linkLocalAddressesKeepTheirLink() throws IOException {
    Optional<InetAddress> linkLocal =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet6Address && address.isLinkLocalAddress())
            .findFirst();
    assumeThat(linkLocal).as("the JVM shows no link-local address").isPresent();
    try (UdpSocket peer = open(linkLocal.orElseThrow());
        UdpSocket socket = open(linkLocal.orElseThrow())) {
      assertThat(exchanged(peer, socket, socket.localAddress())).isEqualTo("there and back");
    }
  }

  @Test
  void aDatagramMakesNoGarbage() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (UdpSocket socket = open(LOOPBACK);
        UdpSocket peer = open(LOOPBACK)) {
      UdpAddress there = UdpAddress.of(socket.localAddress());
      ByteBuffer content = octets("x".repeat(172));
      double least = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS && least > 1; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < DATAGRAMS; i++) {
          if (!peer.send(content.rewind(), there) || !socket.receive(room.clear(), source)) {
            throw new IllegalStateException("lost");
          }
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        least = Math.min(least, (double) allocated / DATAGRAMS);
      }
      assertThat(least).as("octets allocated for a datagram").isLessThan(1);
    }
  }

  private static InetAddress address(String ipv6) throws IOException {
    return InetAddress.getByName(ipv6);
  }

  private static UdpSocket open(InetAddress address) throws IOException {
    try {
      return LinuxUdpSocket.open(new InetSocketAddress(address, 0), 46);
    } catch (UnsupportedOperationException | IOException e) {
      assumeThat(address).as("this machine has no IPv6: %s", e.getMessage()).isEqualTo(LOOPBACK);
      throw e;
    }
  }

  /** What comes back of what the peer sends, by the address it is seen to come from. */
  private String exchanged(UdpSocket peer, UdpSocket socket, InetSocketAddress to)
      throws IOException {
    assertThat(peer.send(octets("there"), UdpAddress.of(to))).isTrue();
    assertThat(socket.receive(room.clear(), source)).isTrue();
    room.put(octets(" and back")).flip();
    assertThat(socket.send(room, source.address())).isTrue();
    assertThat(peer.receive(room.clear(), source)).isTrue();
    return new String(room.array(), 0, room.position(), StandardCharsets.UTF_8);
  }

  private static ByteBuffer octets(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
