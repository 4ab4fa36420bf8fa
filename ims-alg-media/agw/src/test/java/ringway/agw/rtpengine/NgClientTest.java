// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests over UDP, against a server that does what it is told. */
class NgClientTest {
  private record Request(String cookie, String command, SocketAddress from) {}

  private DatagramSocket server;
  private NgClient client;

  @BeforeEach
  void open() throws IOException {
    server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    server.setSoTimeout(30_000);
    client = client(Duration.ofSeconds(30));
  }

  private NgClient client(Duration patience) throws IOException {
    return new NgClient(URI.create("udp://127.0.0.1:" + server.getLocalPort()), patience);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private Request next() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    server.receive(packet);
    String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    int space = text.indexOf(' ');
    return new Request(
        text.substring(0, space), text.substring(space + 1), packet.getSocketAddress());
  }

  private static void answer(DatagramSocket from, Request request, String text) throws IOException {
    byte[] bytes = (request.cookie() + " " + text).getBytes(StandardCharsets.UTF_8);
    from.send(new DatagramPacket(bytes, bytes.length, request.from()));
  }

  private CompletableFuture<NgReply> ask() {
    return CompletableFuture.supplyAsync(() -> client.ask(NgClient.command("ping")));
  }

  @Test
  void aRequestThatIsNotAnsweredIsRepeatedUnderItsCookie() throws IOException {
    CompletableFuture<NgReply> reply = ask();
    Request first = next();
    assertThat(first.command()).isEqualTo("{\"command\":\"ping\"}");
    Request second = next();
    assertThat(second).isEqualTo(first);
    answer(server, second, "{\"result\":\"pong\"}");
    assertThat(reply.join()).isInstanceOf(NgReply.Done.class);

    CompletableFuture<NgReply> another = ask();
    Request third = next();
    assertThat(third.cookie()).isNotEqualTo(first.cookie());
    answer(server, third, "{\"result\":\"error\",\"error-reason\":\"Unknown call-id\"}");
    assertThat(another.join())
        .isInstanceOfSatisfying(
            NgReply.Refused.class, refused -> assertThat(refused.callUnknown()).isTrue());
  }

  @Test
  void answersOfOthersAreNotTaken() throws IOException {
    CompletableFuture<NgReply> reply = ask();
    Request request = next();
    try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      answer(stranger, request, "{\"result\":\"pong\"}");
      next(); // it goes on asking
      assertThat(reply).isNotDone();
    }
    answer(server, request, "{\"result\":\"pong\"}");
    assertThat(reply.join()).isInstanceOf(NgReply.Done.class);
  }

  @Test
  void anAnswerThatIsNotJsonIsARefusal() throws IOException {
    CompletableFuture<NgReply> reply = ask();
    answer(server, next(), "d6:result4:ponge");
    assertThat(reply.join()).isEqualTo(new NgReply.Refused("an answer is not JSON"));
  }

  @Test
  void silenceEndsTheWait() throws IOException {
    try (NgClient impatient = client(Duration.ofMillis(200))) {
      assertThat(impatient.ask(NgClient.command("ping"))).isInstanceOf(NgReply.Silence.class);
    }
  }

  @Test
  void aHostWithoutAddressIsSilent() throws IOException {
    try (NgClient lost =
        new NgClient(URI.create("udp://no-such-host.invalid:2223"), Duration.ofMillis(200))) {
      assertThat(lost.ask(NgClient.command("ping")))
          .isInstanceOfSatisfying(
              NgReply.Silence.class,
              silence -> assertThat(silence.reason()).contains("does not resolve"));
    }
  }
}
