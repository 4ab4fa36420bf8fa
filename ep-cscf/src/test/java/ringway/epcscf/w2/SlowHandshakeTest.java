// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.bytes;
import static ringway.epcscf.sip.SampleMessages.request;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/** The way from the TCP accept to the WebSocket has an end, and so has its number of tries. */
class SlowHandshakeTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static W2TestServer.Settings quick() {
    return W2TestServer.Settings.usual().withHandshakesWithin(LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost: localhost\r\n"})
  void whoStopsBeforeTheUpgradeIsCutAndAnOpenConnectionGoesOn(String begun) throws Exception {
    try (W2TestServer server = W2TestServer.start(quick());
        RawWebSocket open = server.open();
        Socket slow = connect(server.port())) {
      slow.getOutputStream().write(bytes(begun));

      assertThat(isCut(slow)).isTrue();
      assertThat(server.limited("handshake-time")).isEqualTo(1);
      open.text(request("OPTIONS", "z9hG4bKa", "c1"));
      assertThat(server.receiver.next().flow().open()).isTrue();
    }
  }

  @Test
  void sendingAByteNowAndThenDoesNotHelp() throws Exception {
    try (W2TestServer server = W2TestServer.start(quick());
        Socket slow = connect(server.port())) {
      slow.getOutputStream().write(bytes("GET / HTTP/1.1\r\nX: "));

      await().pollInterval(Duration.ofMillis(20)).until(() -> !takes(slow, 'x'));

      assertThat(server.limited("handshake-time")).isEqualTo(1);
    }
  }

  @Test
  void theTimeOfTlsCounts() throws Exception {
    try (W2TestServer server = W2TestServer.start(quick().withTls());
        Socket slow = connect(server.port())) {
      slow.getOutputStream().write(new byte[] {22, 3, 1, 0, 47, 1, 0}); // part of a ClientHello

      assertThat(isCut(slow)).isTrue();
      assertThat(server.limited("handshake-time")).isEqualTo(1);
    }
  }

  @Test
  void theTimeOfABalancersHeaderCounts() throws Exception {
    W2TestServer.Settings proxied = quick().behind(Balancers.Protocol.PROXY, "127.0.0.1");
    try (W2TestServer server = W2TestServer.start(proxied);
        RawWebSocket open =
            RawWebSocket.behind(
                server.port(), bytes("PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n"));
        Socket slow = connect(server.port())) {
      slow.getOutputStream().write(bytes("PROXY TCP4 203.0"));

      assertThat(isCut(slow)).isTrue();
      open.text(request("OPTIONS", "z9hG4bKa", "c1"));
      assertThat(server.receiver.next().flow().open()).isTrue();
    }
  }

  @Test
  void noMoreThanSoManySocketsAreUnderWay() throws Exception {
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    Limits limits = new Limits(metrics);
    Counter limited = metrics.get("ringway.w2.limited").tag("limit", "connections").counter();
    HandshakeDeadline two = new HandshakeDeadline(Duration.ofHours(1), 2, limits);
    HttpListener.Extras extras = new HttpListener.Extras(Optional.empty(), List.of(two));
    try (HttpListener http =
            HttpListener.start("test", ListenerConfig.loopback(0), extras, _ -> new Router());
        Socket first = connect(http.port());
        Socket second = connect(http.port())) {
      assertThat(answers(first) && answers(second)).as("these two are under way").isTrue();

      try (Socket third = connect(http.port())) {
        assertThat(isCut(third)).isTrue();
      }

      assertThat(limited.count()).isEqualTo(1);
      assertThat(answers(first)).isTrue();
    }
  }

  @Test
  void tooManyHandshakesOfOneAddressAreRefusedAndAnotherAddressGetsIn() {
    W2TestServer.Settings strict =
        W2TestServer.Settings.usual()
            .behind(Balancers.Protocol.FORWARDED, "127.0.0.1")
            .withHandshakes(1);
    try (W2TestServer server = W2TestServer.start(strict)) {
      List<Integer> statuses = List.of(status(server), status(server), status(server));
      try (RawWebSocket refused = server.open("X-Forwarded-For: 203.0.113.7");
          RawWebSocket other = server.open("X-Forwarded-For: 203.0.113.8")) {
        assertThat(statuses).startsWith(101, 101);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(other.status()).isEqualTo(101);
      }
      assertThat(server.limited("handshake-rate")).isBetween(1.0, 2.0);
    }
  }

  private static int status(W2TestServer server) {
    try (RawWebSocket client = server.open("X-Forwarded-For: 203.0.113.7")) {
      return client.status();
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Asks for a page and reads the answer, which is short. */
  private static boolean answers(Socket socket) throws IOException {
    socket.getOutputStream().write(bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    byte[] answer = new byte[1024];
    int length = socket.getInputStream().read(answer);
    return new String(answer, 0, Math.max(0, length), US_ASCII).startsWith("HTTP/1.1 404");
  }

  private static boolean isCut(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException _) {
      return true; // reset
    }
  }

  private static boolean takes(Socket socket, int octet) {
    try {
      socket.getOutputStream().write(octet);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
