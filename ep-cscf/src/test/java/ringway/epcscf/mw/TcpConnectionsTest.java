// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.bytes;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.sip.address.SipURI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;

class TcpConnectionsTest {
  private static final String OPTIONS =
      request("SIP/2.0/TCP 127.0.0.1:5999;branch=z9hG4bKa", "OPTIONS", "c1", 1);

  private MwTestCore core;

  @BeforeEach
  void start() {
    core = MwTestCore.start();
  }

  @AfterEach
  void stop() {
    core.close();
  }

  @Test
  void messagesAreCutFromTheStreamWhereverItIsBroken() throws Exception {
    String body = OPTIONS.replace("Content-Length: 0", "Content-Type: a/b\r\nl: 5") + "12\r\n3";
    byte[] all =
        bytes(OPTIONS + body.replace("c1", "c2") + "\r\n\r\n" + OPTIONS.replace("c1", "c3"));
    try (Socket socket = connect()) {
      for (byte b : all) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }

      assertThat(SipMessages.callId(core.next().message())).isEqualTo("c1");
      MwTestCore.Arrived second = core.next();
      assertThat(SipMessages.callId(second.message())).isEqualTo("c2");
      assertThat(SipMessages.bodyText(second.message())).isEqualTo("12\r\n3");
      assertThat(SipMessages.callId(core.next().message())).isEqualTo("c3");
      assertThat(read(socket, 2)).as("the double CRLF between two of them").isEqualTo("\r\n");
    }
  }

  @Test
  void anIdleConnectionOfOursIsKeptAliveAndOneOfTheirsIsNot() throws Exception {
    MwConfig pinging = MwTestCore.at("127.0.0.1", Duration.ofMillis(20), MwTlsConfig.off());
    try (MwTestCore node = MwTestCore.start(pinging);
        ServerSocket hop = listening();
        Socket theirs = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      node.transport.linkTo(tcp(hop), 100);
      try (Socket ours = hop.accept()) {
        ours.setSoTimeout(10_000);

        assertThat(read(ours, 12)).isEqualTo("\r\n\r\n".repeat(3)); // RFC 5626 §3.5.1
        assertThat(theirs.getInputStream().available()).isZero();
      }
    }
  }

  @Test
  void aConnectionOfOursComesFromTheAddressThisNodeListensAt() throws Exception {
    MwConfig second = MwTestCore.at("127.0.0.2", Duration.ZERO, MwTlsConfig.off());
    try (MwTestCore node = MwTestCore.start(second);
        ServerSocket hop = listening()) {
      node.transport.linkTo(tcp(hop), 100);

      try (Socket ours = hop.accept()) {
        assertThat(ours.getInetAddress().getHostAddress()).isEqualTo("127.0.0.2");
      }
    }
  }

  @Test
  void theAnswerGoesBackOnTheSameConnection() throws Exception {
    try (Socket socket = connect()) {
      write(socket, OPTIONS);
      MwTestCore.Arrived arrived = core.next();

      arrived.from().send(answer((SIPRequest) arrived.message(), 200));

      assertThat(read(socket, 12)).isEqualTo("SIP/2.0 200 ");
      assertThat(arrived.from().viaTransport()).isEqualTo("TCP");
      assertThat(arrived.from().reliable()).isTrue();
      assertThat(arrived.from().scope()).isEqualTo("mw");
    }
  }

  @Test
  void whenThatConnectionIsGoneTheAnswerGoesWhereTheViaSays() throws Exception {
    try (ServerSocket back = listening()) {
      Socket socket = connect();
      write(socket, OPTIONS.replace("5999", Integer.toString(back.getLocalPort())));
      MwTestCore.Arrived arrived = core.next();
      socket.close();
      await().until(() -> core.closed.size() == 1);

      arrived.from().send(answer((SIPRequest) arrived.message(), 200));

      try (Socket again = back.accept()) {
        assertThat(read(again, 12)).isEqualTo("SIP/2.0 200 ");
      }
    }
  }

  @Test
  void aDoubleLineBreakIsAnswered() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "\r\n\r\n");
      assertThat(read(socket, 2)).isEqualTo("\r\n");

      write(socket, OPTIONS);
      assertThat(SipMessages.is(core.next().message(), "OPTIONS")).isTrue();
    }
  }

  @Test
  void aMalformedMessageGets400AndTheConnectionLives() throws Exception {
    try (Socket socket = connect()) {
      write(socket, OPTIONS.replace("To: <", "To: \"<"));
      write(socket, OPTIONS);

      assertThat(read(socket, 12)).isEqualTo("SIP/2.0 400 ");
      assertThat(SipMessages.callId(core.next().message())).isEqualTo("c1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Length: -1\r\n",
        "Content-Length: 0\r\nl: 0\r\n",
        "Content-Length: x\r\n",
        "Content-Length: 99999999999\r\n",
        "Content-Length: 20000\r\n"
      })
  void whereTheEndOfAMessageIsUnknownTheConnectionCloses(String length) throws Exception {
    try (Socket socket = connect()) {
      write(socket, OPTIONS.replace("Content-Length: 0\r\n", length));

      String refusal = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(refusal).startsWith(length.contains("20000") ? "SIP/2.0 513 " : "SIP/2.0 400 ");
      assertThat(core.arrived).isEmpty();
      await().until(() -> core.closed.size() == 1);
    }
  }

  @Test
  void aHeadWithoutAnEndClosesTheConnectionAndNoOther() throws Exception {
    try (Socket good = connect();
        Socket bad = connect()) {
      write(good, OPTIONS);
      core.next();

      write(bad, "OPTIONS sip:x SIP/2.0\r\nX: " + "y".repeat(40_000));

      assertThat(bad.getInputStream().read()).isEqualTo(-1);
      write(good, OPTIONS.replace("c1", "c2"));
      assertThat(SipMessages.callId(core.next().message())).isEqualTo("c2");
    }
  }

  @Test
  void aHopHasOneConnectionForAllRequests() throws Exception {
    try (ServerSocket hop = listening()) {
      SipLink first = linkTo(hop);
      SipLink second = linkTo(hop);
      first.send(parsedRequest("OPTIONS", "z9hG4bKa", "c1"));
      second.send(parsedRequest("OPTIONS", "z9hG4bKb", "c2"));

      assertThat(second).isSameAs(first);
      try (Socket accepted = hop.accept()) {
        assertThat(read(accepted, 7)).isEqualTo("OPTIONS");
        assertThat(core.metrics.get("ringway.mw.connections").gauge().value()).isEqualTo(1);
      }
    }
  }

  @Test
  void aResponseComesInOnOurConnection() throws Exception {
    try (ServerSocket hop = listening()) {
      SIPRequest options = parsedRequest("OPTIONS", "z9hG4bKa", "c1");
      linkTo(hop).send(options);
      try (Socket accepted = hop.accept()) {
        accepted.getOutputStream().write(SipMessages.bytes(answer(options, 200)));

        assertThat(core.next().message().getFirstLine()).startsWith("SIP/2.0 200");
      }
    }
  }

  @Test
  void aHopThatClosesIsToldAndTheNextRequestConnectsAnew() throws Exception {
    try (ServerSocket hop = listening()) {
      SipLink link = linkTo(hop);
      hop.accept().close();

      await().until(() -> core.closed.equals(List.of(link)));
      assertThat(link.open()).isFalse();
      assertThatThrownBy(() -> link.send(parsedRequest("OPTIONS", "z9hG4bKa", "c1")))
          .isInstanceOf(LinkDown.class);
      SipLink next = linkTo(hop);
      assertThat(next).isNotSameAs(link);
      assertThat(next.open()).isTrue();
    }
  }

  @Test
  void aHopThatDoesNotReadIsGivenUp() throws Exception {
    try (ServerSocket hop = listening()) {
      SipLink link = linkTo(hop);
      SIPRequest message = parsedRequest("MESSAGE", "z9hG4bKa", "c1");
      SipMessages.setBody(message, "text/plain", "x".repeat(60_000));

      assertThatThrownBy(
              () -> {
                while (true) {
                  link.send(message);
                }
              })
          .isInstanceOf(LinkDown.class)
          .hasMessageContaining("too slowly");
      assertThat(core.closed).containsExactly(link);
    }
  }

  @Test
  void connectionsAreLimitedInAndOut() throws Exception {
    try (MwTestCore small = MwTestCore.start(1, Duration.ofMinutes(1));
        ServerSocket hop = listening();
        Socket first = new Socket(InetAddress.getLoopbackAddress(), small.port())) {
      write(first, OPTIONS);
      small.next();

      try (Socket second = new Socket(InetAddress.getLoopbackAddress(), small.port())) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
      assertThatThrownBy(
              () ->
                  small.transport.linkTo(
                      SipMessages.sipUri("sip:127.0.0.1:" + hop.getLocalPort() + ";transport=tcp"),
                      100))
          .isInstanceOf(LinkDown.class)
          .hasMessageContaining("too many connections");
      assertThat(small.count("ringway.mw.connections.refused")).isEqualTo(2);

      first.close();
      await().until(() -> small.closed.size() == 1);
      try (Socket third = new Socket(InetAddress.getLoopbackAddress(), small.port())) {
        write(third, OPTIONS);
        assertThat(small.next().from().open()).isTrue();
      }
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (MwTestCore quick = MwTestCore.start(4, Duration.ofMillis(100));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), quick.port())) {
      write(socket, OPTIONS);
      quick.next();

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      await().until(() -> quick.closed.size() == 1);
    }
  }

  /** RFC 5626 §4.4.1: who pings wants the connection kept. */
  @Test
  void aConnectionOnWhichThePeerPingsIsNotIdle() throws Exception {
    Duration idle = Duration.ofSeconds(3);
    try (MwTestCore quick = MwTestCore.start(4, idle);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), quick.port())) {
      long end = System.nanoTime() + idle.toNanos() * 3 / 2;
      while (System.nanoTime() < end) {
        socket.setSoTimeout(10_000);
        write(socket, "\r\n\r\n");
        assertThat(read(socket, 2)).isEqualTo("\r\n");
        socket.setSoTimeout(200);
        assertThatThrownBy(() -> socket.getInputStream().read())
            .as("still open, and nothing more to read")
            .isInstanceOf(SocketTimeoutException.class);
      }
      write(socket, OPTIONS);

      assertThat(quick.next().from().open()).isTrue();
      assertThat(quick.closed).isEmpty();
    }
  }

  @Test
  void atTheEndEverythingIsClosed() throws Exception {
    try (ServerSocket hop = listening();
        Socket in = connect()) {
      write(in, OPTIONS);
      MwTestCore.Arrived arrived = core.next();
      SipLink out = linkTo(hop);

      core.close();

      assertThat(in.getInputStream().read()).isEqualTo(-1);
      assertThat(out.open()).isFalse();
      assertThat(arrived.from().open()).isFalse();
      assertThat(core.closed).hasSize(2);
    }
  }

  private SipLink linkTo(ServerSocket hop) {
    return core.transport.linkTo(
        SipMessages.sipUri("sip:127.0.0.1:" + hop.getLocalPort() + ";transport=tcp"), 100);
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static SipURI tcp(ServerSocket hop) {
    return SipMessages.sipUri("sip:127.0.0.1:" + hop.getLocalPort() + ";transport=tcp");
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), core.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(bytes(text));
  }

  private static String read(Socket socket, int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
  }
}
