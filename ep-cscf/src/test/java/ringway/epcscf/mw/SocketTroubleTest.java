// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gov.nist.javax.sip.message.SIPMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.SipReceiver;

/** Sockets that fail for a while, as when the process has no descriptors left. */
class SocketTroubleTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int FAILURES = 10;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<Duration> rests = new CopyOnWriteArrayList<>();
  private final Semaphore mayGoOn = new Semaphore(0);
  private final AtomicInteger left = new AtomicInteger(FAILURES);
  private final List<String> taken = new CopyOnWriteArrayList<>();

  private final class Receiving implements SipReceiver {
    @Override
    public void receive(SIPMessage message, byte[] wire, SipLink from) {
      taken.add(SipMessages.callId(message));
    }

    @Override
    public void linkClosed(SipLink link) {}
  }

  /** The last rest lasts until the test has looked. */
  private void rest(Duration time) throws InterruptedException {
    rests.add(time);
    if (rests.size() == FAILURES) {
      mayGoOn.acquire();
    }
  }

  private void failUntilLeft() throws IOException {
    if (left.getAndDecrement() > 0) {
      throw new IOException("Too many open files");
    }
  }

  private MwInbox inbox(MwConfig config) {
    return new MwInbox(new Receiving(), new TrustedPeers(config, metrics), metrics);
  }

  @Test
  void datagramSocketThatFailsIsTriedEverLaterAndWorksAgain() throws Exception {
    MwConfig config = MwTestCore.config("sip:127.0.0.1:5060", 0, 4);
    DatagramSocket failing =
        new DatagramSocket(new InetSocketAddress(HERE, 0)) {
          @Override
          public void receive(DatagramPacket packet) throws IOException {
            failUntilLeft();
            super.receive(packet);
          }
        };
    SocketTrouble trouble = new SocketTrouble(Candidate.Transport.UDP, metrics, this::rest);
    try (UdpSocket udp = new UdpSocket(failing, inbox(config), "127.0.0.1:5070", trouble);
        DatagramSocket peer = new DatagramSocket(0, HERE)) {
      assertTroubledUntilReleased(trouble, "udp");
      byte[] options = options(peer.getLocalPort());

      peer.send(new DatagramPacket(options, options.length, udp.address()));

      await().until(() -> taken.contains("troubled"));
      assertThat(trouble.problem()).isEmpty();
    }
  }

  @Test
  void listenerThatFailsIsTriedEverLaterAndWorksAgain() throws Exception {
    MwConfig config = MwTestCore.config("sip:127.0.0.1:5060", 0, 4);
    ServerSocket failing =
        new ServerSocket(0, 5, HERE) {
          @Override
          public Socket accept() throws IOException {
            failUntilLeft();
            return super.accept();
          }
        };
    SocketTrouble trouble = new SocketTrouble(Candidate.Transport.TCP, metrics, this::rest);
    try (TcpConnections tcp =
        new TcpConnections(
            failing,
            Optional.empty(),
            inbox(config),
            "127.0.0.1:5070",
            config,
            Duration.ofMinutes(1),
            metrics,
            trouble)) {
      assertTroubledUntilReleased(trouble, "tcp");

      try (Socket peer = new Socket(HERE, tcp.address().getPort())) {
        peer.getOutputStream().write(options(peer.getLocalPort()));
        await().until(() -> taken.contains("troubled"));
      }
      assertThat(trouble.problem()).isEmpty();
    }
  }

  private void assertTroubledUntilReleased(SocketTrouble trouble, String transport) {
    await().until(() -> rests.size() == FAILURES);
    assertThat(rests)
        .extracting(Duration::toMillis)
        .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L, 1000L);
    assertThat(trouble.problem()).hasValueSatisfying(p -> assertThat(p).contains("Too many open"));
    assertThat(metrics.counter("ringway.mw.socket.failures", "transport", transport).count())
        .isEqualTo(FAILURES);
    mayGoOn.release();
  }

  private static byte[] options(int port) {
    return """
    OPTIONS sip:127.0.0.1 SIP/2.0
    Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bKtroubled
    Max-Forwards: 70
    From: <sip:core@127.0.0.1>;tag=t
    To: <sip:127.0.0.1>
    Call-ID: troubled
    CSeq: 1 OPTIONS
    Content-Length: 0

    """
        .formatted(port)
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
