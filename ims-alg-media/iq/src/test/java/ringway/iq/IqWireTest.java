// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server as a client of another make meets it. */
class IqWireTest {
  private static final String NAMED = "/iq?controller=test-controller";

  private final FakeGateway gateway = new FakeGateway();
  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private IqServer server;

  @BeforeEach
  void open() {
    server =
        IqServer.start(
            IqListenerConfig.loopback(0),
            Duration.ofMinutes(1),
            gateway,
            new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    http.shutdownNow();
    server.close();
  }

  private WebSocket connect(String path, Map<String, String> headers, String subProtocol) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    headers.forEach(builder::header);
    if (!subProtocol.isEmpty()) {
      builder.subprotocols(subProtocol);
    }
    return builder
        .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), new Listener())
        .join();
  }

  private WebSocket connect() {
    return connect(NAMED, Map.of(), "ringway-iq.v1");
  }

  /** Heartbeats come by themselves. */
  private JsonNode next() throws Exception {
    while (true) {
      JsonNode frame =
          new ObjectMapper()
              .readTree(Optional.ofNullable(received.poll(10, TimeUnit.SECONDS)).orElseThrow());
      if (!frame.has("heartbeat")) {
        return frame;
      }
    }
  }

  /** A connection that has been greeted. */
  private WebSocket greeted() throws Exception {
    WebSocket socket = connect();
    assertThat(next().path("hello").path("resumed").isBoolean()).isTrue();
    return socket;
  }

  private void assertRefused(
      int status, String path, Map<String, String> headers, String subProtocol) {
    assertThatThrownBy(() -> connect(path, headers, subProtocol))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(status));
  }

  @Test
  void aWebPageIsRefused() {
    assertRefused(403, NAMED, Map.of("Origin", "https://evil.example"), "ringway-iq.v1");
  }

  @Test
  void anotherSubProtocolIsRefused() {
    assertRefused(400, NAMED, Map.of(), "ringway-iq.v2");
    assertRefused(400, NAMED, Map.of(), "");
  }

  @Test
  void aControllerWithoutAProperNameIsRefused() {
    assertRefused(400, "/iq", Map.of(), "ringway-iq.v1");
    assertRefused(400, "/iq?controller=a%2Fb%2Fc%2Fd%2Fe", Map.of(), "ringway-iq.v1");
  }

  @Test
  void anotherPathIsNotFound() {
    assertRefused(404, "/", Map.of(), "ringway-iq.v1");
  }

  @Test
  void aRequestIsAnsweredInTheDocumentedShape() throws Exception {
    greeted()
        .sendText(
            """
            {"id":7,"verb":"reserve","body":{"context":"c1","streams":[{"id":"0","media":"audio"}],"later":1}}\
            """,
            true);
    JsonNode answer = next();
    assertThat(answer.path("id").asInt()).isEqualTo(7);
    assertThat(answer.at("/ok/context").asText()).isEqualTo("c1");
    assertThat(answer.at("/ok/streams/0/webrtc/candidates/0/port").asInt()).isEqualTo(40000);
    assertThat(answer.at("/ok/streams/0/rtp/rtcpPort").asInt()).isEqualTo(41001);
    assertThat(answer.at("/ok/telephoneEvent").isBoolean()).isTrue();
    assertThat(answer.at("/ok/headerExtensions").isBoolean()).isTrue();
  }

  @Test
  void badBodiesAndUnknownVerbsAreRefusedAndTheConnectionStays() throws Exception {
    WebSocket socket = greeted();
    for (String request :
        new String[] {
          """
          {"id":1,"verb":"dance","body":{}}\
          """,
          """
          {"id":2,"verb":"reserve","body":{}}\
          """,
          """
          {"id":3,"verb":"reserve"}\
          """,
          """
          {"id":4,"verb":"reserve","body":{"context":null,"streams":[]}}\
          """,
          """
          {"id":5,"verb":"configure","body":{"context":"c1","stream":"0","gate":"AJAR"}}\
          """,
        }) {
      socket.sendText(request, true).join();
      assertThat(next().at("/failure/kind").asText()).as(request).isEqualTo("BAD_COMMAND");
    }
  }

  @Test
  void theSameRequestAgainIsNotCarriedOutAgain() throws Exception {
    WebSocket socket = greeted();
    String reserve =
        """
        {"id":1,"verb":"reserve","body":{"context":"c1","streams":[{"id":"0","media":"audio"}]}}\
        """;
    String digits =
        """
        {"id":2,"verb":"send-dtmf","body":{"context":"c1","stream":"0","towards":"CORE","digits":"5","durationMillis":100}}\
        """;
    for (String request : List.of(reserve, digits, digits)) {
      socket.sendText(request, true).join();
      assertThat(next().has("ok")).isTrue();
    }
    assertThat(gateway.digits).hasSize(1);
  }

  @Test
  void eventsAreNumberedAndSentAgainUntilTheyAreAcknowledged() throws Exception {
    WebSocket socket = greeted();
    socket
        .sendText(
            """
            {"id":1,"verb":"reserve","body":{"context":"c1","streams":[{"id":"0","media":"audio"}]}}\
            """,
            true)
        .join();
    next();
    gateway.tell(new IqEvent.MediaInactive("c1", "0"));
    gateway.tell(new IqEvent.DtlsClosed("c1", "0"));
    assertThat(next().path("seq").asLong()).isEqualTo(1);
    assertThat(next().path("seq").asLong()).isEqualTo(2);
    socket.sendText("{\"ack\":1}", true).join();
    socket.sendText("{\"id\":2,\"verb\":\"release\",\"body\":{\"context\":\"none\"}}", true).join();
    next(); // so that the acknowledgement has been read

    connect();

    assertThat(next().at("/hello/seq").asLong()).isEqualTo(1);
    JsonNode again = next();
    assertThat(again.path("event").asText()).isEqualTo("dtls-closed");
    assertThat(again.path("seq").asLong()).isEqualTo(2);
  }

  @Test
  void whatIsNoFrameEndsTheConnection() throws Exception {
    connect().sendText("{\"id\":", true);
    assertThat(closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1007);
  }

  @Test
  void anEventFromAControllerEndsTheConnection() throws Exception {
    connect()
        .sendText(
            """
            {"event":"media-inactive","body":{"context":"c1","stream":"0"}}\
            """,
            true);
    assertThat(closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
  }

  @Test
  void aMessageThatIsTooLongEndsTheConnection() throws Exception {
    connect().sendText("x".repeat(IqCodec.MAX_REQUEST + 1), true);
    assertThat(closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
  }

  @Test
  void theNewerConnectionOfAControllerReplacesTheOlder() throws Exception {
    connect();
    connect();
    assertThat(closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        received.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closeCode.complete(code);
      return null;
    }
  }
}
