// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.bytes;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.transaction.LinkDown;

class W2ListenerTest {
  private static final String OPTIONS = request("OPTIONS", "z9hG4bKa", "c1");

  private W2TestServer server;

  @BeforeEach
  void start() {
    server = W2TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void textAndBinaryFramesBothCarryMessages() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS);
      client.binary(bytes(OPTIONS.replace("c1", "c2")));

      assertThat(SipMessages.callId(server.receiver.next().message())).isEqualTo("c1");
      assertThat(SipMessages.callId(server.receiver.next().message())).isEqualTo("c2");
    }
  }

  @Test
  void aMessageInPiecesWithAPingBetweenIsOneMessage() {
    try (RawWebSocket client = server.open()) {
      byte[] whole = bytes(OPTIONS);
      client.frame(RawWebSocket.TEXT, false, Arrays.copyOf(whole, 10));
      client.frame(RawWebSocket.PING, true, bytes("p"));
      client.frame(RawWebSocket.CONTINUATION, false, Arrays.copyOfRange(whole, 10, 50));
      client.frame(RawWebSocket.CONTINUATION, true, Arrays.copyOfRange(whole, 50, whole.length));

      RawWebSocket.Frame pong = client.read();
      assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
      assertThat(pong.text()).isEqualTo("p");
      assertThat(SipMessages.callId(server.receiver.next().message())).isEqualTo("c1");
      client.text("\r\n\r\n");
      assertThat(client.read().text()).as("there was one pong only").isEqualTo("\r\n");
    }
  }

  @Test
  void contentLengthMayBeMissing() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS.replace("Content-Length: 0\r\n", ""));

      assertThat(SipMessages.is(server.receiver.next().message(), "OPTIONS")).isTrue();
    }
  }

  @Test
  void theFlowIsKnownByItsIdAndAnswersOnTheSameSocket() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS);
      RecordingReceiver.Arrived arrived = server.receiver.next();
      Flow flow = arrived.flow();

      flow.send(answer((SIPRequest) arrived.message(), 200));

      RawWebSocket.Frame frame = client.read();
      assertThat(frame.opcode()).isEqualTo(RawWebSocket.TEXT);
      SIPResponse response = (SIPResponse) SipParser.parse(frame.text());
      assertThat(response.getStatusCode()).isEqualTo(200);
      assertThat(server.listener.flows().find(flow.id())).containsSame(flow);
      assertThat(flow.scope()).isEqualTo(flow.id());
      assertThat(flow.viaTransport()).isEqualTo("WS");
      assertThat(flow.viaSentBy()).isEqualTo("127.0.0.1:" + server.port());
      assertThat(flow.reliable()).isTrue();
      assertThat(flow.remote().getAddress().isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void twoFlowsHaveDifferentIds() {
    try (RawWebSocket one = server.open();
        RawWebSocket two = server.open()) {
      one.text(OPTIONS);
      two.text(OPTIONS);

      assertThat(server.receiver.next().flow().id())
          .isNotEqualTo(server.receiver.next().flow().id());
      assertThat(server.listener.flows().size()).isEqualTo(2);
    }
  }

  @Test
  void whatIsNotUtf8GoesOutAsABinaryMessage() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS);
      Flow flow = server.receiver.next().flow();
      SIPRequest message = parsedRequest("MESSAGE", "z9hG4bKb", "c2");
      byte[] body = {(byte) 0xff, (byte) 0xfe, 0};
      SipMessages.setBody(message, "application/octet-stream", body);

      flow.send(message);

      RawWebSocket.Frame frame = client.read();
      assertThat(frame.opcode()).isEqualTo(RawWebSocket.BINARY);
      assertThat(frame.payload()).endsWith(body);
    }
  }

  @Test
  void aLargeMessageGoesOutInOnePiece() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS);
      Flow flow = server.receiver.next().flow();
      SIPRequest message = parsedRequest("MESSAGE", "z9hG4bKb", "c2");
      SipMessages.setBody(message, "text/plain", "x".repeat(60_000));

      flow.send(message);

      assertThat(client.read().payload()).hasSizeGreaterThan(60_000);
    }
  }

  @Test
  void aDoubleLineBreakIsAnsweredBySingleOneInItsOwnMessage() {
    try (RawWebSocket client = server.open()) {
      client.text("\r\n");
      client.text("\r\n\r\n");
      client.binary(bytes("\r\n\r\n"));

      assertThat(client.read().text()).isEqualTo("\r\n");
      assertThat(client.read().text()).isEqualTo("\r\n");
      assertThat(server.receiver.arrived).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {RawWebSocket.TEXT, RawWebSocket.PING, RawWebSocket.PONG})
  void aFloodClosesTheConnection(int opcode) {
    try (W2TestServer strict = W2TestServer.start(W2TestServer.Settings.usual().withRate(5));
        RawWebSocket client = strict.open()) {
      for (int i = 0; i < 12; i++) {
        client.frame(opcode, true, bytes(opcode == RawWebSocket.TEXT ? OPTIONS : "x"));
      }

      assertThat(client.readCloseCode()).isEqualTo(1008);
      await().until(() -> strict.receiver.closed.size() == 1);
      assertThat(strict.receiver.arrived).hasSizeLessThanOrEqualTo(11);
      assertThat(strict.limited("message-rate")).isEqualTo(1);
    }
  }

  @Test
  void whoDoesNotReadIsClosed() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS);
      Flow flow = server.receiver.next().flow();
      SIPRequest message = parsedRequest("MESSAGE", "z9hG4bKb", "c2");
      SipMessages.setBody(message, "text/plain", "x".repeat(60_000));

      assertThatThrownBy(
              () -> {
                while (true) {
                  flow.send(message);
                }
              })
          .isInstanceOf(LinkDown.class)
          .hasMessageContaining("too slowly");

      assertThat(flow.open()).isFalse();
      assertThat(server.receiver.closed).containsExactly(flow);
      assertThat(server.limited("slow-reader")).isEqualTo(1);
    }
  }

  @Test
  void aCloseFromThePeerIsAnsweredAndTheFlowIsGone() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS);
      Flow flow = server.receiver.next().flow();

      client.close(1001);

      assertThat(client.readCloseCode()).isEqualTo(1001);
      await().until(() -> server.receiver.closed.equals(List.of(flow)));
      assertThat(flow.open()).isFalse();
      assertThat(server.listener.flows().find(flow.id())).isEmpty();
      assertThatThrownBy(() -> flow.send(parsedRequest("OPTIONS", "z9hG4bKb", "c2")))
          .isInstanceOf(LinkDown.class);
    }
  }

  @Test
  void aCutConnectionIsNoticed() {
    RawWebSocket client = server.open();
    client.text(OPTIONS);
    Flow flow = server.receiver.next().flow();

    client.close();

    await().until(() -> server.receiver.closed.equals(List.of(flow)));
    assertThat(server.listener.flows().size()).isZero();
  }

  @Test
  void aFlowCanBeClosedWithAReason() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS);
      Flow flow = server.receiver.next().flow();

      flow.close(1008, "r".repeat(300));

      RawWebSocket.Frame close = client.read();
      assertThat(close.closeCode()).isEqualTo(1008);
      assertThat(close.text()).endsWith("rrr");
      assertThat(server.receiver.closed).containsExactly(flow);
    }
  }

  @Test
  void theRoomOfAClosedConnectionIsFreeAgain() {
    try (W2TestServer small = W2TestServer.start(W2TestServer.Settings.usual().withRoomFor(1, 1))) {
      for (int i = 0; i < 5; i++) {
        RawWebSocket client = small.open();
        assertThat(client.status()).isEqualTo(101);
        client.close();
        await().until(() -> small.hasRoom());
      }
    }
  }

  @Test
  void aSilentPeerIsPingedAndKeptWhileItAnswers() {
    Duration interval = Duration.ofMillis(300);
    try (W2TestServer quick =
            W2TestServer.start(W2TestServer.Settings.usual().withPings(interval));
        RawWebSocket client = quick.open()) {
      for (int i = 0; i < 3; i++) {
        RawWebSocket.Frame ping = client.read();
        assertThat(ping.opcode()).isEqualTo(RawWebSocket.PING);
        client.frame(RawWebSocket.PONG, true, ping.payload());
      }

      assertThat(quick.listener.flows().size()).isEqualTo(1);
      assertThat(client.readCloseCode()).as("no pong any more").isEqualTo(1008);
      await().until(() -> quick.receiver.closed.size() == 1);
    }
  }

  @Test
  void whileDrainingNobodyNewGetsInAndOpenOnesGoOn() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS);
      server.receiver.next();

      server.listener.drain();

      try (RawWebSocket late = server.open()) {
        assertThat(late.status()).isEqualTo(503);
      }
      client.text(OPTIONS);
      assertThat(server.receiver.next().flow().open()).isTrue();
    }
  }

  @Test
  void atTheEndEveryConnectionIsToldToGoElsewhere() {
    try (RawWebSocket one = server.open();
        RawWebSocket two = server.open()) {
      one.text(OPTIONS);
      two.text(OPTIONS);
      server.receiver.next();
      server.receiver.next();

      server.listener.close();

      assertThat(one.readCloseCode()).isEqualTo(1001);
      assertThat(two.readCloseCode()).isEqualTo(1001);
      assertThat(server.receiver.closed).hasSize(2);
    }
  }
}
