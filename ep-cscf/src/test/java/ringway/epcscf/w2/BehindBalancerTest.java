// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a client is, when a balancer says so. */
class BehindBalancerTest {
  private static final W2TestServer.Settings FORWARDED =
      W2TestServer.Settings.usual()
          .behind(Balancers.Protocol.FORWARDED, "127.0.0.0/8", "10.0.0.0/8");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-For: 203.0.113.7 | 203.0.113.7",
        "X-Forwarded-For: 203.0.113.7, 10.0.0.9 | 203.0.113.7",
        "X-Forwarded-For: 198.51.100.1, 203.0.113.7 | 203.0.113.7",
        "X-Forwarded-For: evil, 10.0.0.9 | 10.0.0.9",
        "X-Forwarded-For: localhost | 127.0.0.1",
        "X-Forwarded-For: 2001:db8::7 | 2001:db8:0:0:0:0:0:7",
        "Forwarded: for=203.0.113.7;proto=https | 203.0.113.7",
        "Forwarded: for=1.2.3.4, proto=https;for=\"[2001:db8::7]:4711\" | 2001:db8:0:0:0:0:0:7",
        "Forwarded: for=_hidden | 127.0.0.1",
      })
  void aTrustedBalancerNamesTheClientByHeader(String header, String client) {
    try (W2TestServer server = W2TestServer.start(FORWARDED);
        RawWebSocket socket = server.open(header)) {
      assertThat(socket.status()).isEqualTo(101);
      assertThat(addressAt(server)).isEqualTo(client);
    }
  }

  @Test
  void nobodyElseIsBelieved() {
    W2TestServer.Settings far =
        W2TestServer.Settings.usual().behind(Balancers.Protocol.FORWARDED, "10.0.0.0/8");
    try (W2TestServer server = W2TestServer.start(far);
        RawWebSocket socket = server.open("X-Forwarded-For: 203.0.113.7")) {
      assertThat(socket.status()).isEqualTo(101);
      assertThat(addressAt(server)).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void theLimitForOneAddressIsTheClients() {
    W2TestServer.Settings one =
        W2TestServer.Settings.usual()
            .behind(Balancers.Protocol.FORWARDED, "127.0.0.1")
            .withRoomFor(10, 1);
    try (W2TestServer server = W2TestServer.start(one);
        RawWebSocket _ = server.open("X-Forwarded-For: 2001:db8::1")) {
      await().until(() -> server.listener.flows().size() == 1);
      try (RawWebSocket sameSite = server.open("X-Forwarded-For: 2001:db8::2");
          RawWebSocket another = server.open("X-Forwarded-For: 2001:db8:0:1::1")) {
        assertThat(List.of(sameSite.status(), another.status())).containsExactly(503, 101);
      }
    }
  }

  @Test
  void aTrustedBalancerNamesTheClientByTheProxyProtocol() throws Exception {
    try (W2TestServer server = W2TestServer.start(proxied("127.0.0.1"))) {
      try (RawWebSocket socket = RawWebSocket.behind(server.port(), version2("203.0.113.7"))) {
        assertThat(socket.status()).isEqualTo(101);
        assertThat(addressAt(server)).isEqualTo("203.0.113.7");
      }
      await().until(() -> server.listener.flows().size() == 0);
      byte[] version1 =
          "PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII);
      try (RawWebSocket socket = RawWebSocket.behind(server.port(), version1)) {
        assertThat(socket.status()).isEqualTo(101);
        assertThat(addressAt(server)).isEqualTo("2001:db8:0:0:0:0:0:7");
      }
    }
  }

  @Test
  void theProxyProtocolOfAnyoneElseIsRefused() throws Exception {
    try (W2TestServer server = W2TestServer.start(proxied("10.0.0.0/8"))) {
      byte[] header = version2("203.0.113.7");

      assertThatThrownBy(
              () -> {
                try (RawWebSocket socket = RawWebSocket.behind(server.port(), header)) {
                  assertThat(socket.status()).isEqualTo(400);
                  throw new IllegalStateException("refused with 400");
                }
              })
          .isInstanceOfAny(IllegalStateException.class, UncheckedIOException.class);
      assertThat(server.listener.flows().size()).isZero();
      try (RawWebSocket straight = server.open()) {
        assertThat(straight.status()).as("without the header").isEqualTo(101);
      }
    }
  }

  @Test
  void theWholeWorldIsReachedByIpv6Too() {
    assumeTrue(hasIpv6(), "this machine has no IPv6");
    W2TestServer.Settings six = W2TestServer.Settings.usual().at("::1");
    try (W2TestServer server = W2TestServer.start(six);
        RawWebSocket socket = RawWebSocket.at("::1", server.port())) {
      assertThat(socket.status()).isEqualTo(101);
      assertThat(server.listener.advertised()).isEqualTo("[::1]:" + server.port());
      assertThat(addressAt(server)).isEqualTo("0:0:0:0:0:0:0:1");
    }
  }

  @Test
  void bothStacksReachTheSameListener() {
    assumeTrue(hasIpv6(), "this machine has no IPv6");
    try (W2TestServer server = W2TestServer.start(W2TestServer.Settings.usual().plainAt("::"))) {
      try (RawWebSocket four = RawWebSocket.at("127.0.0.1", server.port())) {
        assertThat(four.status()).isEqualTo(101);
        assertThat(addressAt(server)).isEqualTo("127.0.0.1");
      }
      await().until(() -> server.listener.flows().size() == 0);
      try (RawWebSocket six = RawWebSocket.at("::1", server.port())) {
        assertThat(six.status()).isEqualTo(101);
        assertThat(addressAt(server)).isEqualTo("0:0:0:0:0:0:0:1");
      }
    }
  }

  @Test
  void believingNobodyByAProtocolIsAConfigError() {
    assertThatThrownBy(() -> new Balancers(List.of(), Balancers.Protocol.PROXY))
        .hasMessageContaining("addresses");
  }

  private static boolean hasIpv6() {
    try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static W2TestServer.Settings proxied(String address) {
    return W2TestServer.Settings.usual().behind(Balancers.Protocol.PROXY, address);
  }

  private static String addressAt(W2TestServer server) {
    await().until(() -> server.listener.flows().size() == 1);
    InetSocketAddress remote = server.listener.flows().all().getFirst().remote();
    return remote.getAddress().getHostAddress();
  }

  /** The PROXY protocol, version 2: PROXY over TCP and IPv4. */
  private static byte[] version2(String client) throws Exception {
    return ByteBuffer.allocate(28)
        .put(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a"))
        .put((byte) 0x21)
        .put((byte) 0x11)
        .putShort((short) 12)
        .put(InetAddress.ofLiteral(client).getAddress())
        .put(InetAddress.ofLiteral("192.0.2.1").getAddress())
        .putShort((short) 4711)
        .putShort((short) 443)
        .array();
  }
}
