// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What both kinds of sockets do alike, against the JDK's own. */
@ParameterizedClass
@EnumSource
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UdpSocketTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private interface SocketOpener {
    UdpSocket open(InetSocketAddress address, int dscp) throws IOException;
  }

  private interface PollOpener {
    UdpPoll open() throws IOException;
  }

  enum Kind {
    LINUX(LinuxUdpSocket::open, LinuxUdpPoll::open),
    NIO(NioUdpSocket::open, NioUdpPoll::open);

    private final SocketOpener socket;
    private final PollOpener poll;

    Kind(SocketOpener socket, PollOpener poll) {
      this.socket = socket;
      this.poll = poll;
    }

    UdpSocket open(InetSocketAddress address) throws IOException {
      return socket.open(address, 46);
    }

    UdpPoll poll() throws IOException {
      return poll.open();
    }

    UdpSocket open() throws IOException {
      return open(new InetSocketAddress(LOOPBACK, 0));
    }
  }

  private final Kind kind;
  private final UdpSource source = new UdpSource();
  private final ByteBuffer room = ByteBuffer.allocate(2048);

  UdpSocketTest(Kind kind) {
    this.kind = kind;
  }

  @Test
  void aDatagramComesWithItsSenderAndTheAnswerGoesBack() throws IOException {
    try (UdpSocket socket = kind.open();
        DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
      send(peer, "question", socket);
      assertThat(socket.receive(room, source)).isTrue();
      assertThat(text()).isEqualTo("question");
      assertThat(source.address().inet()).isEqualTo(peer.getLocalSocketAddress());
      assertThat(socket.send(octets("an answer").position(3), source.address())).isTrue();
      assertThat(received(peer)).isEqualTo("answer");
    }
  }

  @Test
  void anEmptyDatagramIsOne() throws IOException {
    try (UdpSocket socket = kind.open();
        DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
      send(peer, "", socket);
      assertThat(socket.receive(room, source)).isTrue();
      assertThat(room.position()).isZero();
    }
  }

  @Test
  void whatIsTooLongIsCutAndTheNextIsWhole() throws IOException {
    try (UdpSocket socket = kind.open();
        DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
      send(peer, "x".repeat(4000), socket);
      send(peer, "next", socket);
      assertThat(socket.receive(room, source)).isTrue();
      assertThat(text()).isEqualTo("x".repeat(2048));
      assertThat(socket.receive(room.clear(), source)).isTrue();
      assertThat(text()).isEqualTo("next");
    }
  }

  @Test
  void whatCannotBeSentIsRefused() throws IOException {
    try (UdpSocket socket = kind.open()) {
      InetSocketAddress six = new InetSocketAddress(Inet6Address.getByName("2001:db8::1"), 9);
      assertThat(socket.send(octets("x"), UdpAddress.of(six))).isFalse();
      InetSocketAddress here = socket.localAddress();
      assertThat(socket.send(ByteBuffer.allocate(70_000), UdpAddress.of(here))).isFalse();
    }
  }

  @Test
  void aTakenPortIsToldAsSuch() throws IOException {
    try (DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
      InetSocketAddress taken = (InetSocketAddress) other.getLocalSocketAddress();
      assertThatThrownBy(() -> kind.open(taken))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("Address already in use");
    }
  }

  @Test
  void closingLetsGoWhoWaitsAndThePort() throws Exception {
    UdpSocket socket = kind.open();
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    Thread receiver =
        Thread.ofPlatform()
            .start(
                () -> {
                  started.countDown();
                  try {
                    waiting.complete(socket.receive(room, source));
                  } catch (IOException e) {
                    waiting.completeExceptionally(e);
                  }
                });
    started.await();
    socket.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isFalse();
    receiver.join();
    assertThat(socket.isOpen()).isFalse();
    assertThat(socket.receive(room, source)).isFalse();
    assertThat(socket.send(octets("x"), UdpAddress.of(socket.localAddress()))).isFalse();
    kind.open(socket.localAddress()).close(); // the port is free at once
    socket.close(); // again is no error
  }

  @Test
  void onePollServesManySocketsUntilTheyAreRemoved() throws IOException {
    try (UdpPoll poll = kind.poll();
        UdpSocket one = kind.open();
        UdpSocket two = kind.open();
        DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
      AtomicInteger ones = new AtomicInteger();
      StringBuilder twos = new StringBuilder();
      poll.add(one, ones::incrementAndGet);
      poll.add(two, () -> twos.append(polled(two)));
      poll.await(0);
      assertThat(twos).isEmpty();
      send(peer, "a", two);
      send(peer, "b", two);
      while (twos.length() < 2) {
        poll.await(10_000); // as often as there are datagrams
      }
      assertThat(twos).hasToString("ab");
      assertThat(polled(two)).isEqualTo("none");
      assertThat(ones).hasValue(0);
      poll.remove(two);
      kind.open(two.localAddress()).close();
    }
  }

  @Test
  void aClosedPollIsLeftAlone() throws IOException {
    UdpPoll poll = kind.poll();
    UdpSocket socket = kind.open();
    poll.add(socket, () -> {});
    poll.close();
    poll.close();
    poll.wakeup();
    poll.remove(socket);
    kind.open(socket.localAddress()).close();
  }

  @Test
  void wakingUpEndsTheWaitingOnce() throws IOException {
    try (UdpPoll poll = kind.poll()) {
      poll.wakeup();
      poll.await(60_000); // returns at once
      poll.wakeup();
      poll.wakeup();
      poll.await(60_000);
      long before = System.nanoTime();
      poll.await(1); // nothing is left of them
      assertThat(System.nanoTime() - before).isGreaterThan(500_000);
    }
  }

  private String polled(UdpSocket socket) {
    try {
      return socket.receive(room.clear(), source) ? text() : "none";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(DatagramSocket from, String text, UdpSocket to) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    from.send(new DatagramPacket(content, content.length, to.localAddress()));
  }

  private static String received(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private String text() {
    return new String(Arrays.copyOf(room.array(), room.position()), StandardCharsets.UTF_8);
  }

  private static ByteBuffer octets(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
