// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;

class W2BadInputTest {
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
  void aMalformedRequestGets400WithTheCauseAndTheConnectionLives() {
    try (RawWebSocket client = server.open()) {
      client.text(OPTIONS.replace("Content-Length: 0", "Content-Length: 99"));
      client.text(OPTIONS + OPTIONS);
      client.text(OPTIONS);

      for (int i = 0; i < 2; i++) {
        SIPResponse refusal = (SIPResponse) SipParser.parse(client.read().text());
        assertThat(refusal.getStatusCode()).isEqualTo(400);
        assertThat(SipMessages.header(refusal, "Warning").orElseThrow())
            .contains("Content-Length does not match the body");
      }
      assertThat(SipMessages.callId(server.receiver.next().message())).isEqualTo("c1");
      assertThat(server.receiver.arrived).isEmpty();
      assertThat(server.metrics.counter("ringway.sip.malformed", "side", "w2").count())
          .isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "\0\0\0", "{\"json\":1}", "GET / HTTP/1.1\r\n\r\n", " "})
  void whatIsNotSipClosesTheConnection(String text) {
    try (RawWebSocket client = server.open()) {
      client.text(text);

      assertThat(client.readCloseCode()).isEqualTo(1007);
      await().until(() -> server.receiver.closed.size() == 1);
    }
  }

  @Test
  void aMalformedResponseIsDropped() {
    try (RawWebSocket client = server.open()) {
      client.text("SIP/2.0 2000 What\r\n\r\n");
      client.text(OPTIONS);

      assertThat(SipMessages.is(server.receiver.next().message(), "OPTIONS")).isTrue();
    }
  }

  @Test
  void aMessageOverTheLimitClosesItsConnectionAndNoOther() {
    try (RawWebSocket bad = server.open();
        RawWebSocket good = server.open()) {
      good.text(OPTIONS);
      Flow kept = server.receiver.next().flow();

      bad.text("x".repeat(20_000));

      assertThat(bad.readCloseCode()).isEqualTo(1009);
      await().until(() -> server.limited("message-size") == 1);
      await().until(() -> server.receiver.closed.size() == 1);
      assertThat(server.receiver.closed).doesNotContain(kept);
      good.text(OPTIONS);
      assertThat(server.receiver.next().flow()).isSameAs(kept);
    }
  }

  @Test
  void anUnmaskedFrameIsAProtocolError() {
    try (RawWebSocket client = server.open()) {
      client.unmasked(OPTIONS);

      assertThat(client.readCloseCode()).isEqualTo(1002);
      assertThat(server.receiver.arrived).isEmpty();
    }
  }

  @Test
  void textThatIsNotUtf8IsABadPayload() {
    try (RawWebSocket client = server.open()) {
      client.frame(RawWebSocket.TEXT, true, new byte[] {(byte) 0xc3, 0x28});

      assertThat(client.readCloseCode()).isEqualTo(1007);
    }
  }

  @Test
  void manyBadConnectionsCostAGoodOneNothing() {
    try (RawWebSocket good = server.open()) {
      List<RawWebSocket> bad = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        RawWebSocket client = server.open();
        bad.add(client);
        client.text(i % 2 == 0 ? "junk" : OPTIONS.replace("To: <", "To: \"<"));
        good.text(OPTIONS.replace("c1", "good-" + i));
      }

      for (int i = 0; i < 30; i++) {
        assertThat(SipMessages.callId(server.receiver.next().message())).isEqualTo("good-" + i);
      }
      bad.forEach(RawWebSocket::close);
      await().until(() -> server.listener.flows().size() == 1);
    }
  }
}
