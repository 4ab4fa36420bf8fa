// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.TransactionLayer;
import ringway.epcscf.transaction.TransactionUser;

/** Which entry point a request goes to, and what happens when that one fails. */
class EnteringTest {
  private static final ProbeConfig QUIET =
      new ProbeConfig(
          Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
  private static final ProbeConfig EAGER =
      new ProbeConfig(
          Duration.ofMillis(50),
          Duration.ofMillis(500),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1));

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Mailboxes mailboxes = new Mailboxes(16, metrics);
  private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
  private final TransactionLayer transactions =
      new TransactionLayer(
          new Answering(),
          (_, _, _, _) -> {},
          mailboxes,
          new TimerConfig(
                  Duration.ofMillis(10),
                  Duration.ofMillis(40),
                  Duration.ofMillis(50),
                  Duration.ofSeconds(10))
              .timers(),
          metrics);
  private AutoCloseable watch = () -> {};
  private CoreTransport transport;

  @AfterEach
  void stop() throws Exception {
    watch.close();
    transport.close();
    transactions.close();
    mailboxes.close();
  }

  /** A core that answers everything alike, or nothing. */
  private static final class Server implements AutoCloseable {
    final DatagramSocket socket;

    /** Branches, so that a repetition counts once. */
    final Set<String> asked = ConcurrentHashMap.newKeySet();

    volatile int status;

    /** Said before it, when it is not 0. */
    volatile int provisional;

    /** What a 503 has besides. */
    volatile boolean retryAfter;

    final Set<String> methods = ConcurrentHashMap.newKeySet();

    Server(int status, int port) throws IOException {
      this.status = status;
      this.socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      byte[] buffer = new byte[65_535];
      while (!socket.isClosed()) {
        try {
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          SIPRequest request =
              (SIPRequest)
                  SipParser.parse(Arrays.copyOf(buffer, packet.getLength()), Framing.DATAGRAM);
          if (!SipMessages.is(request, "OPTIONS")) {
            asked.add(request.getTopmostVia().getBranch());
          }
          methods.add(request.getMethod());
          if (provisional > 0) {
            answer(request, provisional, packet);
          }
          if (status > 0) {
            answer(request, status, packet);
          }
        } catch (IOException e) {
          if (!socket.isClosed()) {
            throw new IllegalStateException(e);
          }
        }
      }
    }

    private void answer(SIPRequest request, int code, DatagramPacket packet) throws IOException {
      if (SipMessages.is(request, "ACK")) {
        return;
      }
      SIPResponse response =
          code < 200
              ? SipMessages.response(request, code, "Says the core")
              : SipMessages.response(request, SipReject.of(code, "Says the core"));
      if (retryAfter) {
        SipMessages.setHeader(response, "Retry-After", "30");
      }
      byte[] answer = SipMessages.bytes(response);
      socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
    }

    String uri() {
      return "sip:127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private void start(ProbeConfig probe, String... entryPoints) {
    MwConfig config =
        MwTestCore.with(
            MwTestCore.config(entryPoints[0], 0, 4),
            List.of(entryPoints),
            List.of(),
            probe,
            MwTlsConfig.off());
    transport = CoreTransport.start(config, transactions, metrics);
    watch = transport.watch(config, transactions, metrics);
  }

  private String enter(String callId) throws InterruptedException {
    begin("MESSAGE", callId, Optional.empty());
    return String.valueOf(outcomes.poll(10, TimeUnit.SECONDS));
  }

  private String invite(String callId) throws InterruptedException {
    begin("INVITE", callId, Optional.of(Duration.ofMillis(200)));
    return String.valueOf(outcomes.poll(10, TimeUnit.SECONDS));
  }

  /** What cancels it. */
  private Runnable begin(String method, String callId, Optional<Duration> limit) {
    SIPRequest request = parsedRequest(method, "z9hG4bKx", callId);
    SipMessages.removeHeaders(request, "Via");
    return transport.enter(
        transport.entryPoint(),
        Encoded.of(request),
        limit,
        transactions,
        new ClientListener() {
          @Override
          public void response(SIPResponse response) {
            outcomes.add(
                response.getStatusCode() + " vias " + SipMessages.headers(response, "Via").size());
          }

          @Override
          public void failed(Failure failure) {
            outcomes.add(failure.name());
          }
        });
  }

  @Test
  void theFirstEntryPointIsPreferred() throws Exception {
    try (Server first = new Server(200, 0);
        Server second = new Server(200, 0)) {
      start(QUIET, first.uri(), second.uri());

      assertThat(enter("c1")).isEqualTo("200 vias 0");
      assertThat(second.asked).isEmpty();
    }
  }

  @Test
  void oneThatRefusesIsFollowedByTheNextAndPassedOverFromThen() throws Exception {
    try (Server first = new Server(503, 0);
        Server second = new Server(200, 0)) {
      start(QUIET, first.uri(), second.uri());

      assertThat(enter("c1")).isEqualTo("200 vias 0");
      assertThat(enter("c2")).isEqualTo("200 vias 0");

      assertThat(first.asked).hasSize(1);
      assertThat(second.asked).hasSize(2);
      assertThat(metrics.get("ringway.mw.servers.down").gauge().value()).isEqualTo(1);
      assertThat(metrics.counter("ringway.mw.server.changes", "to", "down").count()).isEqualTo(1);
      assertThat(transport.problem()).isEmpty();
    }
  }

  @Test
  void oneThatCannotBeConnectedIsFollowedByTheNext() throws Exception {
    try (Server second = new Server(200, 0)) {
      start(QUIET, "sip:127.0.0.1:" + closedPort() + ";transport=tcp", second.uri());

      assertThat(enter("c1")).isEqualTo("200 vias 0");
    }
  }

  @Test
  void oneThatIsSilentIsPassedOverFromTheNextRequestOn() throws Exception {
    try (Server first = new Server(0, 0);
        Server second = new Server(200, 0)) {
      start(QUIET, first.uri(), second.uri());

      assertThat(enter("c1")).isEqualTo("TIMEOUT");
      assertThat(enter("c2")).isEqualTo("200 vias 0");
    }
  }

  @Test
  void whenAllRefuseTheLastWordIsPassedOn() throws Exception {
    try (Server first = new Server(503, 0);
        Server second = new Server(503, 0)) {
      start(QUIET, first.uri(), second.uri());

      assertThat(enter("c1")).isEqualTo("503 vias 0");
      assertThat(transport.problem()).isPresent();
      first.status = 200;
      second.status = 200;
      assertThat(enter("c2")).as("better a doubtful server than none").isEqualTo("200 vias 0");
      assertThat(transport.problem()).isEmpty();
    }
  }

  @Test
  void aCallRefusedWith503GoesToTheNextServerAndWithoutRetryAfterTheFirstIsNotBlamed()
      throws Exception {
    try (Server first = new Server(503, 0);
        Server second = new Server(486, 0)) {
      start(QUIET, first.uri(), second.uri());

      assertThat(invite("c1")).isEqualTo("486 vias 0");
      assertThat(metrics.get("ringway.mw.servers.down").gauge().value()).isZero();
      first.retryAfter = true;
      assertThat(invite("c2")).isEqualTo("486 vias 0");
      assertThat(first.asked).hasSize(2);
      assertThat(metrics.get("ringway.mw.servers.down").gauge().value()).isEqualTo(1);
      assertThat(invite("c3")).isEqualTo("486 vias 0");
      assertThat(first.asked).as("passed over").hasSize(2);
    }
  }

  @Test
  void aCallThatAServerLeavesWithoutAnyAnswerGoesToTheNext() throws Exception {
    try (Server first = new Server(0, 0);
        Server second = new Server(486, 0)) {
      start(QUIET, first.uri(), second.uri());

      assertThat(invite("c1")).isEqualTo("486 vias 0");
      assertThat(metrics.get("ringway.mw.servers.down").gauge().value()).isEqualTo(1);
    }
  }

  @Test
  void aCallThatRingsAlreadyIsTriedNowhereElse() throws Exception {
    try (Server first = new Server(503, 0);
        Server second = new Server(486, 0)) {
      first.provisional = 180;
      start(QUIET, first.uri(), second.uri());

      assertThat(invite("c1")).isEqualTo("180 vias 0");
      assertThat(outcomes.poll(10, TimeUnit.SECONDS)).isEqualTo("503 vias 0");
      assertThat(second.asked).isEmpty();
    }
  }

  @Test
  void aCancelReachesTheServerTheCallHasGoneTo() throws Exception {
    try (Server first = new Server(503, 0);
        Server second = new Server(0, 0)) {
      second.provisional = 180;
      start(QUIET, first.uri(), second.uri());
      Runnable cancel = begin("INVITE", "c1", Optional.of(Duration.ofSeconds(5)));
      assertThat(outcomes.poll(10, TimeUnit.SECONDS)).isEqualTo("180 vias 0");

      mailboxes.run("c1", cancel);

      await().until(() -> second.methods.contains("CANCEL"));
      assertThat(first.methods).doesNotContain("CANCEL");
    }
  }

  @Test
  void whereNoneCanBeReachedItIsSaidAtOnce() throws Exception {
    start(QUIET, "sip:127.0.0.1:" + closedPort() + ";transport=tcp");

    assertThatThrownBy(() -> enter("c1")).isInstanceOf(LinkDown.class);
    assertThat(transport.problem()).isPresent();
  }

  @Test
  void aStoppedServerIsNoticedWithoutARequestAndSoIsItsReturn() throws Exception {
    Server first = new Server(404, 0);
    try (Server second = new Server(200, 0)) {
      start(EAGER, first.uri(), second.uri());
      await().untilAsserted(() -> assertThat(enter("c1")).isEqualTo("404 vias 0"));
      int port = first.socket.getLocalPort();

      first.close();
      await().until(() -> metrics.get("ringway.mw.servers.down").gauge().value() == 1);
      assertThat(enter("c2")).isEqualTo("200 vias 0");

      try (Server again = new Server(404, port)) {
        await().until(() -> metrics.get("ringway.mw.servers.down").gauge().value() == 0);
        assertThat(enter("c3")).isEqualTo("404 vias 0");
        assertThat(again.asked).hasSize(1);
      }
    }
  }

  private static int closedPort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      return free.getLocalPort();
    }
  }

  /** Nothing but OPTIONS comes here. */
  private static final class Answering implements TransactionUser {
    @Override
    public void request(ServerTransaction transaction) {
      transaction.respond(SipMessages.response(transaction.request(), 200, "OK"));
    }

    @Override
    public void cancelled(ServerTransaction invite, SIPRequest cancel) {}

    @Override
    public void ack(SIPRequest ack, SipLink from) {}

    @Override
    public void linkClosed(SipLink link) {}
  }
}
