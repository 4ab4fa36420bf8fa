// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.Candidate.Transport;
import ringway.epcscf.sip.SipMessages;

/**
 * Sends OPTIONS through each listening point from outside, as the core would: what comes back has
 * passed socket, parser, mailbox and transaction. A listening point that stays silent is reopened.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final int PATIENCE_MILLIS = 2_000;

  /** UDP may lose one, and a pause of the machine is no death. */
  private static final int TRIES = 2;

  private final ListeningPoints points;
  private final TrustedPeers trusted;
  private final Duration interval;
  private final MeterRegistry metrics;
  private final Map<Transport, String> dead = new ConcurrentHashMap<>();
  private final Thread thread;

  Watchdog(ListeningPoints points, TrustedPeers trusted, Duration interval, MeterRegistry metrics) {
    this.points = points;
    this.trusted = trusted;
    this.interval = interval;
    this.metrics = metrics;
    this.thread = Thread.ofVirtual().name("mw-watchdog").unstarted(this::run);
    metrics.gaugeMapSize("ringway.mw.listeners.dead", List.of(), dead);
  }

  void start() {
    if (!interval.isZero()) {
      thread.start();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(interval);
        round();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    look(Transport.UDP, points.udp().address());
    look(Transport.TCP, points.tcp().address());
    if (points.speaksTls()) {
      look(Transport.TLS, points.tls().address());
    }
  }

  private void look(Transport transport, InetSocketAddress at) {
    String cause = "";
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        ask(transport, reachable(at));
        if (dead.remove(transport) != null) {
          log.info("listening point answers again transport={} address={}", transport, at);
        }
        return;
      } catch (IOException e) {
        cause = String.valueOf(e.getMessage());
      }
    }
    dead.put(transport, cause);
    metrics.counter("ringway.mw.listener.failures", "transport", transport.name()).increment();
    log.error(
        "listening point does not answer, opening it anew transport={} address={} cause=\"{}\"",
        transport,
        at,
        cause);
    reopen(transport);
  }

  private void reopen(Transport transport) {
    try {
      switch (transport) {
        case UDP -> points.udp().reopen();
        case TCP -> points.tcp().reopen();
        case TLS -> points.tls().reopen();
      }
    } catch (IOException e) {
      log.error("listening point not opened transport={} cause=\"{}\"", transport, e.getMessage());
    }
  }

  private static InetSocketAddress reachable(InetSocketAddress bound) {
    return bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
        : bound;
  }

  private void ask(Transport transport, InetSocketAddress at) throws IOException {
    String answer = transport == Transport.UDP ? askDatagram(at) : askStream(transport, at);
    if (!answer.startsWith("SIP/2.0 ")) {
      throw new IOException("answered with something else");
    }
  }

  private String askDatagram(InetSocketAddress at) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(at.getAddress(), 0))) {
      InetSocketAddress own = (InetSocketAddress) socket.getLocalSocketAddress();
      trusted.expect(own);
      try {
        socket.setSoTimeout(PATIENCE_MILLIS);
        byte[] options = options(Transport.UDP, own, at);
        socket.send(new DatagramPacket(options, options.length, at));
        DatagramPacket answer = new DatagramPacket(new byte[8], 8);
        socket.receive(answer);
        return text(answer.getData(), answer.getLength());
      } finally {
        trusted.forget(own);
      }
    }
  }

  private String askStream(Transport transport, InetSocketAddress at) throws IOException {
    try (Socket plain = new Socket()) {
      plain.bind(new InetSocketAddress(at.getAddress(), 0));
      InetSocketAddress own = (InetSocketAddress) plain.getLocalSocketAddress();
      trusted.expect(own);
      try {
        plain.connect(at, PATIENCE_MILLIS);
        Socket socket =
            transport == Transport.TLS
                ? points.material().orElseThrow().towards(plain, at.getHostString())
                : plain;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(options(transport, own, at));
        InputStream in = socket.getInputStream();
        byte[] start = in.readNBytes(8);
        return text(start, start.length);
      } finally {
        trusted.forget(own);
      }
    }
  }

  private static String text(byte[] bytes, int length) {
    return new String(Arrays.copyOf(bytes, length), StandardCharsets.US_ASCII);
  }

  private static byte[] options(
      Transport transport, InetSocketAddress own, InetSocketAddress target) {
    return """
    OPTIONS sip:%1$s SIP/2.0
    Via: SIP/2.0/%2$s %3$s;branch=%4$s;rport
    Max-Forwards: 70
    From: <sip:watchdog@%1$s>;tag=%5$s
    To: <sip:%1$s>
    Call-ID: %4$s
    CSeq: 1 OPTIONS
    Content-Length: 0

    """
        .formatted(
            hostPort(target),
            transport,
            hostPort(own),
            SipMessages.newBranch(),
            SipMessages.newTag())
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String hostPort(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    int scope = host.indexOf('%');
    String bare = scope < 0 ? host : host.substring(0, scope);
    return (bare.indexOf(':') >= 0 ? "[" + bare + "]" : bare) + ":" + address.getPort();
  }

  /** What is dead and could not be revived so far. */
  Optional<String> problem() {
    return dead.isEmpty()
        ? Optional.empty()
        : Optional.of("listening points without an answer: " + new TreeMap<>(dead));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
