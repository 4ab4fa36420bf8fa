// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.bytes;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.sip.address.SipURI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;
import ringway.runtime.config.ConfigError;

class CoreTransportTest {
  private static final String OPTIONS =
      request("SIP/2.0/UDP x.example;branch=z9hG4bKa;rport", "OPTIONS", "c1", 1);

  private static final int SMALL = 500;
  private static final int LARGE = 1_250;

  private MwTestCore core;
  private DatagramSocket peer;

  @BeforeEach
  void start() throws IOException {
    core = MwTestCore.start();
    peer = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    peer.setSoTimeout(10_000);
  }

  @AfterEach
  void stop() {
    peer.close();
    core.close();
  }

  // ---- UDP ----

  @Test
  void aRequestOverUdpArrivesAndItsAnswerGoesWhereItCameFrom() throws IOException {
    udp(request("SIP/2.0/UDP 192.0.2.9:7777;branch=z9hG4bKa;rport", "OPTIONS", "c1", 1));

    MwTestCore.Arrived arrived = core.next();
    assertThat(arrived.message().getTopmostVia().getReceived()).isEqualTo("127.0.0.1");
    assertThat(arrived.message().getTopmostVia().getRPort()).isEqualTo(peer.getLocalPort());
    arrived.from().send(answer((SIPRequest) arrived.message(), 200));

    assertThat(((SIPResponse) received()).getStatusCode()).isEqualTo(200);
    assertThat(arrived.from().reliable()).isFalse();
    assertThat(arrived.from().viaTransport()).isEqualTo("UDP");
    assertThat(arrived.from().viaSentBy()).isEqualTo("127.0.0.1:" + core.port());
  }

  @Test
  void withoutRportTheAnswerGoesToTheSentByPort() throws IOException {
    try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      other.setSoTimeout(10_000);
      udp(
          request(
              "SIP/2.0/UDP other.example:" + other.getLocalPort() + ";branch=z9hG4bKa",
              "OPTIONS",
              "c1",
              1));

      MwTestCore.Arrived arrived = core.next();
      arrived.from().send(answer((SIPRequest) arrived.message(), 200));

      assertThat(text(other)).startsWith("SIP/2.0 200 ");
      assertThat(arrived.message().getTopmostVia().getReceived()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void aTrueSentByNeedsNoReceivedAndAClaimedOneIsTakenOff() throws IOException {
    udp(
        request(
            "SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bKa;received=203.0.113.1", "OPTIONS", "c1", 1));

    assertThat(core.next().message().getTopmostVia().getReceived()).isNull();
  }

  @Test
  void maddrDoesNotTurnAnswersElsewhere() throws IOException {
    udp(
        request(
            "SIP/2.0/UDP x.example;branch=z9hG4bKa;rport;maddr=203.0.113.1", "OPTIONS", "c1", 1));
    MwTestCore.Arrived arrived = core.next();

    arrived.from().send(answer((SIPRequest) arrived.message(), 200));

    assertThat(((SIPResponse) received()).getStatusCode()).isEqualTo(200);
  }

  @Test
  void whatFollowsAMessageInItsDatagramIsIgnored() throws IOException {
    udp(OPTIONS + OPTIONS.replace("c1", "c2"));
    udp(OPTIONS.replace("c1", "c3"));

    assertThat(SipMessages.callId(core.next().message())).isEqualTo("c1");
    assertThat(SipMessages.callId(core.next().message())).isEqualTo("c3");
  }

  @Test
  void aMalformedDatagramGets400AndTheNextOneIsTaken() throws IOException {
    udp(OPTIONS.replace("Length: 0", "Length: 10"));
    udp(OPTIONS);

    SIPResponse refusal = (SIPResponse) received();
    assertThat(refusal.getStatusCode()).isEqualTo(400);
    assertThat(SipMessages.callId(core.next().message())).isEqualTo("c1");
    assertThat(core.count("ringway.sip.malformed", "side", "mw")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\r\n\r\n", "\0\0\0\0", "junk", "SIP/2.0 9999 What\r\n\r\n"})
  void otherDatagramsAreDroppedWithoutAWord(String text) throws IOException {
    udp(text);
    udp(OPTIONS.replace("OPTIONS", "MESSAGE"));

    assertThat(SipMessages.is(core.next().message(), "MESSAGE")).isTrue();
    core.transport
        .linkTo(uri("sip:127.0.0.1:" + peer.getLocalPort()), SMALL)
        .send(parsedRequest("OPTIONS", "z9hG4bKq", "last"));
    assertThat(SipMessages.callId(received())).as("nothing came before").isEqualTo("last");
  }

  @Test
  void aRequestGoesOutOverUdp() throws IOException {
    SipLink link = core.transport.linkTo(uri("sip:127.0.0.1:" + peer.getLocalPort()), SMALL);

    link.send(parsedRequest("OPTIONS", "z9hG4bKa", "c1"));

    assertThat(SipMessages.callId(received())).isEqualTo("c1");
    assertThat(link.scope()).isEqualTo("mw");
    assertThat(link.describe()).isEqualTo("udp 127.0.0.1:" + peer.getLocalPort());
  }

  @Test
  void whatNoDatagramCanHoldIsNotSent() {
    SipLink link = core.transport.linkTo(uri("sip:127.0.0.1;transport=udp"), LARGE);
    SIPRequest message = parsedRequest("MESSAGE", "z9hG4bKa", "c1");
    SipMessages.setBody(message, "text/plain", "x".repeat(70_000));

    assertThatThrownBy(() -> link.send(message)).isInstanceOf(LinkDown.class);
  }

  // ---- which transport ----

  @ParameterizedTest
  @CsvSource({
    "'', 500, UDP",
    "'', 1180, UDP",
    "'', 1181, TCP",
    ";transport=udp, 1250, UDP",
    ";transport=UDP, 9000, UDP",
    ";transport=tcp, 100, TCP",
    ";lr;transport=TCP, 100, TCP",
    ";maddr=127.0.0.1, 100, UDP"
  })
  void sizeAndParameterChooseTheTransport(String parameters, int size, String transport)
      throws IOException {
    try (ServerSocket hop = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      SipURI next = uri("sip:127.0.0.1:" + hop.getLocalPort() + parameters);

      assertThat(core.transport.linkTo(next, size).viaTransport()).isEqualTo(transport);
    }
  }

  @Test
  void maddrIsWhereARequestGoes() throws IOException {
    core.transport
        .linkTo(uri("sip:no.such.invalid:" + peer.getLocalPort() + ";maddr=127.0.0.1"), SMALL)
        .send(parsedRequest("OPTIONS", "z9hG4bKa", "c1"));

    assertThat(SipMessages.callId(received())).isEqualTo("c1");
  }

  @Test
  void aLargeRequestFallsBackToUdpWhereNoTcpIs() {
    SipURI noTcp = uri("sip:127.0.0.1:" + peer.getLocalPort());

    assertThat(core.transport.linkTo(noTcp, LARGE).viaTransport()).isEqualTo("UDP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:no.such.host.invalid",
        "sip:127.0.0.1;transport=tls",
        "sip:127.0.0.1;transport=ws",
        "sips:127.0.0.1"
      })
  void whereThereIsNoWayTheLinkIsDown(String next) {
    assertThatThrownBy(() -> core.transport.linkTo(uri(next), SMALL)).isInstanceOf(LinkDown.class);
  }

  @Test
  void aRefusedConnectionIsALinkDown() {
    SipURI closed = uri("sip:127.0.0.1:" + peer.getLocalPort() + ";transport=tcp");

    assertThatThrownBy(() -> core.transport.linkTo(closed, SMALL))
        .isInstanceOf(LinkDown.class)
        .hasMessageContaining("TCP to ");
  }

  // ---- configuration ----

  @Test
  void theNodeIsKnownByWhatItIsTold() {
    MwConfig plain = MwTestCore.config("sip:icscf.ims.example.net;transport=tcp", 0, 4);
    MwConfig config =
        new MwConfig(
            plain.host(),
            0,
            Optional.of("2001:db8::1"),
            Optional.of(5099),
            plain.entryPoint(),
            List.of(),
            plain.dns(),
            plain.probe(),
            List.of(),
            plain.tls(),
            plain.timers(),
            plain.keepalive(),
            plain.watchdog(),
            plain.maxMessage(),
            4);
    try (CoreTransport transport = CoreTransport.start(config, core, new SimpleMeterRegistry())) {
      assertThat(transport.advertised()).isEqualTo("[2001:db8::1]:5099");
      assertThat(transport.entryPoint().getHost()).isEqualTo("icscf.ims.example.net");
      assertThat(transport.entryPoint().getTransportParam()).isEqualTo("tcp");
      assertThat(transport.port()).isPositive();
    }
  }

  @Test
  void aTakenPortIsNamed() {
    MwConfig taken = MwTestCore.config("sip:127.0.0.1", core.port(), 4);

    assertThatThrownBy(() -> CoreTransport.start(taken, core, core.metrics))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("127.0.0.1:" + core.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "icscf.example", "tel:+1", "http://x"})
  void anEntryPointMustBeASipUri(String entryPoint) {
    assertThatThrownBy(() -> MwTestCore.config(entryPoint, 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entry-point");
  }

  private static SipURI uri(String text) {
    return SipMessages.sipUri(text);
  }

  private void udp(String message) throws IOException {
    byte[] bytes = bytes(message);
    peer.send(
        new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), core.port()));
  }

  private SIPMessage received() throws IOException {
    return SipParser.parse(bytes(text(peer)), Framing.DATAGRAM);
  }

  private static String text(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }
}
