// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.config.ByteSize;
import ringway.runtime.http.TlsConfig;

class HandshakeTest {
  private static W2TestServer server;

  @BeforeAll
  static void start() {
    server = W2TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theSubProtocolSipIsAccepted() {
    try (RawWebSocket client = server.open()) {
      assertThat(client.status()).isEqualTo(101);
      assertThat(client.header("Sec-WebSocket-Protocol")).isEqualTo("sip");
      assertThat(client.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
  }

  @Test
  void compressionIsNotAgreed() {
    try (RawWebSocket client =
        server.open("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")) {
      assertThat(client.status()).isEqualTo(101);
      assertThat(client.header("Sec-WebSocket-Extensions")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | Sec-WebSocket-Protocol: chat",
        "400 | -Sec-WebSocket-Protocol",
        "400 | Sec-WebSocket-Protocol: SIP",
        "400 | Sec-WebSocket-Protocol: sips",
        "101 | Sec-WebSocket-Protocol: chat, sip",
        "426 | Sec-WebSocket-Version: 12",
        "426 | -Sec-WebSocket-Version",
        "426 | -Upgrade",
        "403 | Origin: https://evil.example",
        "403 | Origin: http://wwsf.example.net",
        "403 | Origin: https://wwsf.example.net.evil.test",
        "403 | Origin: https://wwsf.example.net:8443",
        "403 | Origin: https://wwsf.example.net/",
        "403 | Origin: null",
        "403 | -Origin",
        "101 | Origin: http://localhost:8080",
        "403 | Origin: http://localhost",
      })
  void onlyTheRightHandshakeGetsIn(int status, String change) {
    try (RawWebSocket client = server.open(change)) {
      assertThat(client.status()).isEqualTo(status);
    }
  }

  @Test
  void twoOriginsAreNone() {
    try (RawWebSocket client =
        server.open("X: y\r\nOrigin: https://evil.example")) { // a second header line
      assertThat(client.status()).isEqualTo(403);
    }
  }

  @Test
  void theVersionWeSpeakIsNamed() {
    try (RawWebSocket client = server.open("Sec-WebSocket-Version: 12")) {
      assertThat(client.header("Sec-WebSocket-Version")).isEqualTo("13");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /other HTTP/1.1", "GET //x HTTP/1.1", "GET /%2e%2e/x HTTP/1.1"})
  void otherPathsDoNotUpgrade(String requestLine) {
    try (RawWebSocket client = RawWebSocket.request(server.port(), requestLine)) {
      assertThat(client.status()).isIn(400, 404);
    }
  }

  @Test
  void aPageRequestIsToldWhatThisIs() {
    try (RawWebSocket client = RawWebSocket.request(server.port(), "POST / HTTP/1.1")) {
      assertThat(client.status()).isEqualTo(426);
      assertThat(client.header("Upgrade")).isEqualTo("websocket");
      assertThat(client.header("Server")).isEmpty();
    }
  }

  @Test
  void refusalsAreCounted() {
    double before = refused();

    server.open("Origin: https://evil.example").close();

    assertThat(refused()).isEqualTo(before + 1);
  }

  private static double refused() {
    return server.metrics.counter("ringway.w2.handshakes", "status", "403").count();
  }

  @Test
  void withTheSwitchClientsThatAreNoBrowserGetIn() {
    try (W2TestServer open =
            W2TestServer.start(W2TestServer.Settings.usual().withoutOriginAllowed());
        RawWebSocket without = open.open("-Origin");
        RawWebSocket wrong = open.open("Origin: https://evil.example")) {
      assertThat(without.status()).isEqualTo(101);
      assertThat(wrong.status()).isEqualTo(403);
    }
  }

  @Test
  void beyondTheRoomForConnectionsThereIs503() {
    try (W2TestServer small = W2TestServer.start(W2TestServer.Settings.usual().withRoomFor(2, 10));
        RawWebSocket first = small.open();
        RawWebSocket second = small.open()) {
      await().until(() -> small.listener.flows().size() == 2);
      try (RawWebSocket third = small.open()) {
        assertThat(List.of(first.status(), second.status(), third.status()))
            .containsExactly(101, 101, 503);
        assertThat(third.header("Retry-After")).isNotEmpty();
      }
    }
  }

  @Test
  void beyondTheRoomForOneAddressThereIs503() {
    try (W2TestServer small = W2TestServer.start(W2TestServer.Settings.usual().withRoomFor(10, 1));
        RawWebSocket first = small.open()) {
      await().until(() -> small.listener.flows().size() == 1);
      try (RawWebSocket second = small.open()) {
        assertThat(List.of(first.status(), second.status())).containsExactly(101, 503);
      }
    }
  }

  @Test
  void howeverManyComeAtOnceNoMoreThanThereIsRoomForStay() {
    try (W2TestServer small = W2TestServer.start(W2TestServer.Settings.usual().withRoomFor(3, 3))) {
      List<RawWebSocket> all =
          IntStream.range(0, 24).parallel().mapToObj(_ -> small.open()).toList();

      long turnedAway =
          all.stream().filter(client -> client.status() == 503 || client.isTurnedAway()).count();

      assertThat(turnedAway).isEqualTo(21);
      assertThat(small.listener.flows().size()).isEqualTo(3);
      all.forEach(RawWebSocket::close);
      await().until(() -> small.hasRoom());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example/", "a.example", "https://A.example", "*", ""})
  void anOriginThatNoBrowserSendsIsAConfigError(String origin) {
    assertThatThrownBy(() -> config(origin, "/", 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(origin);
  }

  @Test
  void otherSettingsAreCheckedToo() {
    assertThatThrownBy(() -> config("https://a", "ws", 16)).hasMessageContaining("path");
    assertThatThrownBy(() -> config("https://a", "/", 1)).hasMessageContaining("max-message");
  }

  private static W2Config config(String origin, String path, int kibibytes) {
    return new W2Config(
        "127.0.0.1",
        0,
        TlsConfig.off(),
        new Balancers(List.of(), Balancers.Protocol.NONE),
        path,
        Optional.empty(),
        Optional.empty(),
        List.of(origin),
        false,
        new ByteSize(kibibytes * 1024),
        1,
        1,
        Duration.ofSeconds(1),
        1,
        1,
        Duration.ofSeconds(1));
  }
}
