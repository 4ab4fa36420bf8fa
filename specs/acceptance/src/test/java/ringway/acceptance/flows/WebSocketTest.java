// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.RawWebSocket;
import ringway.acceptance.actors.RawWebSocket.Frame;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Message;

/** W2, the WebSocket: RFC 7118, RFC 6455, TS 33.203 X.2.1. */
@ExtendWith(FlowExtension.class)
class WebSocketTest {
  private static final Map<String, String> SIP = Map.of("Sec-WebSocket-Protocol", "sip");

  private static Map<String, String> sipAnd(String name, String value) {
    Map<String, String> headers = new LinkedHashMap<>(SIP);
    headers.put(name, value);
    return headers;
  }

  @Test
  @Covers("A01")
  void theHandshakeChoosesSipAndProvesTheKey(Lab lab) {
    RawWebSocket socket = lab.withTls().raw(SIP);

    assertThat(socket.status()).isEqualTo(101);
    assertThat(socket.header("Sec-WebSocket-Protocol")).contains("sip");
    assertThat(socket.header("Sec-WebSocket-Accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(socket.header("Sec-WebSocket-Extensions")).isEmpty();
  }

  @Test
  @Covers("A02")
  void anotherSubProtocolIsRefused(Lab lab) {
    RawWebSocket socket = lab.raw(Map.of("Sec-WebSocket-Protocol", "chat"));

    assertThat(socket.status()).isBetween(400, 499);
  }

  @Test
  @Covers("A03")
  void noSubProtocolIsRefused(Lab lab) {
    assertThat(lab.raw(Map.of()).status()).isBetween(400, 499);
  }

  @Test
  @Covers("A04")
  void anotherVersionIsToldTheRightOne(Lab lab) {
    RawWebSocket socket = lab.raw(sipAnd("Sec-WebSocket-Version", "12"));

    assertThat(socket.status()).isEqualTo(426);
    assertThat(socket.header("Sec-WebSocket-Version")).contains("13");
  }

  @Test
  @Covers("A05")
  void aTrustedOriginGetsIn(Lab lab) {
    lab.with("w2.allow-no-origin", false);

    assertThat(lab.raw(sipAnd("Origin", Lab.ORIGIN)).status()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.test",
        "https://phone.example.net.evil.test",
        "http://phone.example.net",
        "https://phone.example.net:8443",
        "https://sub.phone.example.net",
        "null"
      })
  @Covers({"A06", "A07"})
  void anOriginThatIsNotExactlyTrustedIsRefused(String origin, Lab lab) {
    assertThat(lab.raw(sipAnd("Origin", origin)).status()).isEqualTo(403);
  }

  @Test
  @Covers("A08")
  void withoutOriginTheSwitchDecides(Lab lab) {
    assertThat(lab.with("w2.allow-no-origin", true).raw(SIP).status()).isEqualTo(101);
  }

  @Test
  @Covers("A08")
  void withoutOriginBrowsersOnlyMeansRefused(Lab lab) {
    assertThat(lab.with("w2.allow-no-origin", false).raw(SIP).status()).isEqualTo(403);
  }

  @Test
  @Covers("A09")
  void textAndBinaryFramesAreBothRead(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();

    wic.sendsBinary(register().bearer(lab.token(ALICE)));
    core.receives(register());
    core.answers(200);
    wic.receives(200);
  }

  @Test
  @Covers("A10")
  void ofTwoMessagesInOneTheSecondIsNotProcessed(Lab lab) {
    Wic wic = lab.wic(ALICE);
    Message one = wic.composes(register());
    Message two = wic.composes(register());

    wic.sendsRaw(one.text() + two.text());

    assertThat(wic.receivesRefusalOrClose()).isIn(400, 1007);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("A11")
  void aMessageInThreeFramesIsOneMessage(Lab lab) {
    Wic wic = lab.wic(ALICE);
    ScriptedCore core = lab.core();

    wic.sendsFragmented(register().bearer(lab.token(ALICE)), 3);
    core.receives(register());
    core.answers(200);
    wic.receives(200);
    assertThat(wic.pongs()).isEqualTo(2);
  }

  @Test
  @Covers("A12")
  void anUnmaskedFrameEndsTheConnection(Lab lab) {
    RawWebSocket socket = lab.raw(SIP);

    socket.sendsUnmasked("\r\n\r\n");

    Frame frame = socket.receives();
    assertThat(frame.opcode()).isEqualTo(RawWebSocket.CLOSE);
    assertThat(frame.closeCode()).isEqualTo(1002);
  }

  @Test
  @Covers("A13")
  void contentLengthMayBeLeftOut(Lab lab) {
    Wic wic = lab.wic(ALICE);
    Message request = wic.composes(register().bearer(lab.token(ALICE)));

    wic.sendsRaw(request.text().replaceFirst("Content-Length: 0\r\n", ""));
    lab.core().receives(register());
  }

  @Test
  @Covers("A14")
  void aContentLengthBeyondTheMessageIsRefused(Lab lab) {
    Wic wic = lab.wic(ALICE);
    Message request = wic.composes(register().bearer(lab.token(ALICE)));

    wic.sendsRaw(request.text().replaceFirst("Content-Length: 0", "Content-Length: 99"));
    wic.receives(400);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("A15")
  void theAnswerComesBackThoughTheViaNamesNoHost(Lab lab) {
    Wic wic = lab.withTls().wic(ALICE);
    ScriptedCore core = lab.core();
    Message request = wic.composes(register().bearer(lab.token(ALICE)));

    wic.sendsRaw(
        request.text().replaceFirst("SIP/2.0/WS [^;]+;", "SIP/2.0/WSS df7jal23ls0d.invalid;"));
    core.receives(register());
    core.answers(200);
    wic.receives(200).matching("Via", "SIP/2.0/WSS df7jal23ls0d\\.invalid;.*");
  }

  @Test
  @Covers("A17")
  void aDoubleLineBreakIsAnsweredByOne(Lab lab) {
    Wic wic = lab.wic(ALICE);

    wic.sendsRaw("\r\n\r\n");
    assertThat(wic.receivesText()).isEqualTo("\r\n");
  }

  @Test
  @Covers("A19")
  void aSilentClientIsPingedAndGivenUpWithoutPong(Lab lab) {
    RawWebSocket socket = lab.with("w2.ping-interval", "1s").raw(SIP);

    assertThat(socket.receives().opcode()).isEqualTo(RawWebSocket.PING);
    assertThat(socket.ends()).isTrue();
  }

  @Test
  @Covers("A22")
  void aMessageThatIsTooLongEndsItsConnectionAndNoOther(Lab lab) {
    lab.with("w2.max-message", "8KiB");
    Wic bystander = lab.registered(BOB);
    Wic wic = lab.wic(ALICE);

    wic.sendsRaw("MESSAGE sip:x SIP/2.0\r\nX: " + "x".repeat(9_000) + "\r\n\r\n");

    assertThat(wic.seesClose().code()).isEqualTo(1009);
    works(lab, bystander);
  }

  @Test
  @Covers("A20")
  void tlsOlderThan12IsRefusedBeforeAnySip(Lab lab) throws IOException {
    URI w2 = lab.withTls().w2();
    // This JDK's client would refuse TLS 1.1 itself: the ClientHello is written by hand.
    ByteBuffer hello = ByteBuffer.allocate(52);
    hello.put(new byte[] {22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 2}).put(new byte[32]);
    hello.put(new byte[] {0, 0, 4, (byte) 0xc0, 0x09, (byte) 0xc0, 0x13, 1, 0});

    try (Socket socket = new Socket(w2.getHost(), w2.getPort())) {
      socket.getOutputStream().write(hello.array());

      assertThat(socket.getInputStream().readAllBytes())
          .as("a fatal alert protocol_version and the end")
          .hasSize(7)
          .startsWith(21)
          .endsWith(2, 70);
    }
    lab.core().receivesNothing();
  }

  @Test
  @Covers("A22")
  void aHandshakeThatTakesTooLongIsCutAndNoOther(Lab lab) throws IOException {
    lab.with("w2.handshake-timeout", "1s");
    Wic bystander = lab.registered(BOB);

    try (Socket slow = new Socket(lab.w2().getHost(), lab.w2().getPort())) {
      slow.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n".getBytes(US_ASCII));

      assertThat(slow.getInputStream().read()).as("the end").isNegative();
    }
    works(lab, bystander);
  }

  @Test
  @Covers("A22")
  void aFloodEndsItsConnectionAndNoOther(Lab lab) {
    lab.with("w2.messages-per-second", 10);
    Wic bystander = lab.registered(BOB);
    RawWebSocket flood = lab.raw(SIP);

    for (int i = 0; i < 40; i++) {
      flood.sendsText("\r\n\r\n");
    }

    assertThat(flood.closeCode()).isEqualTo(1008);
    works(lab, bystander);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no sip at all",
        "\u0000\u0001\u0002",
        "INVITE\r\n\r\n",
        "REGISTER sip:ims.example.net SIP/2.0\r\n\r\n",
        "REGISTER sip:ims.example.net SIP/7.0\r\nVia: x\r\n\r\n"
      })
  @Covers("A22")
  void malformedSipHarmsNobodyElse(String garbage, Lab lab) {
    Wic bystander = lab.registered(BOB);
    Wic wic = lab.wic(ALICE);

    wic.sendsRaw(garbage);

    assertThat(wic.receivesRefusalOrClose()).isIn(400, 505, 1007, 1008, 1002);
    works(lab, bystander);
  }

  @Test
  @Covers("A22")
  void aResponseNobodyWaitsForIsPassedOver(Lab lab) {
    Wic wic = lab.registered(ALICE);

    wic.sendsRaw("SIP/2.0 200 OK\r\n\r\n");
    wic.sendsRaw("SIP/2.0 99999999999 Big\r\nCSeq: 1 INVITE\r\n\r\n");

    works(lab, wic);
  }

  private static void works(Lab lab, Wic bystander) {
    bystander.sends(message("tel:+15550199"));
    lab.core().receives(message());
    lab.core().answers(200);
    bystander.receives(200);
  }
}
