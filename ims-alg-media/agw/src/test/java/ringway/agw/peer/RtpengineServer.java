// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real rtpengine in user space on loopback, of the system's own package. */
public final class RtpengineServer implements AutoCloseable {
  /** A range that no other program of the tests has: rtpengine also binds what is taken. */
  private static final int FIRST_PORT = 10_000;

  private static final int LAST_PORT = 20_000;
  private static final int PORTS = 400;
  private static final int PORTS_A_CALL = 6;
  private static final int ATTEMPTS = 150;

  private final int ngPort;
  private final int webPort;
  private final Process process;

  private RtpengineServer(String program, int ngPort, int ports) {
    this.ngPort = ngPort;
    webPort = freePort();
    int first = FIRST_PORT + ThreadLocalRandom.current().nextInt(LAST_PORT - FIRST_PORT - ports);
    List<String> command =
        List.of(
            program,
            "--config-file=none", // not that of the package
            "--foreground",
            "--table=-1",
            "--interface=127.0.0.1",
            "--listen-ng=127.0.0.1:" + ngPort,
            "--listen-http=127.0.0.1:" + webPort,
            "--port-min=" + first,
            "--port-max=" + (first + ports),
            "--num-threads=2",
            "--delete-delay=0", // else ports stay taken for half a minute
            "--log-level=3",
            "--log-stderr");
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      awaitPong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program; empty when it is not installed. */
  public static Optional<String> program() {
    return Stream.of("/usr/bin/rtpengine", "/usr/sbin/rtpengine", "/usr/local/bin/rtpengine")
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst();
  }

  public static RtpengineServer start() {
    return start(PORTS);
  }

  public static RtpengineServer startFor(int calls) {
    return start(PORTS + calls * PORTS_A_CALL);
  }

  private static RtpengineServer start(int ports) {
    for (int attempt = 1; ; attempt++) {
      try {
        return startAt(freePort(), ports);
      } catch (UncheckedIOException e) {
        if (attempt == 3) { // a port may have been taken meanwhile
          throw e;
        }
      }
    }
  }

  /** Where another one was, as after a restart. */
  public static RtpengineServer startAt(int ngPort) {
    return startAt(ngPort, PORTS);
  }

  private static RtpengineServer startAt(int ngPort, int ports) {
    return new RtpengineServer(
        program().orElseThrow(() -> new IllegalStateException("rtpengine is not installed")),
        ngPort,
        ports);
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitPong() throws IOException {
    for (int i = 0; i < ATTEMPTS && process.isAlive(); i++) {
      if (ask("{\"command\":\"ping\"}").filter(answer -> answer.contains("pong")).isPresent()) {
        return;
      }
    }
    process.destroyForcibly();
    throw new IOException("rtpengine did not start");
  }

  /** One NG command in JSON; empty when no answer comes. */
  public Optional<String> ask(String command) {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(200);
      byte[] message =
          (ThreadLocalRandom.current().nextLong() + " " + command).getBytes(StandardCharsets.UTF_8);
      socket.send(
          new DatagramPacket(
              message,
              message.length,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), ngPort)));
      DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(answer);
      return Optional.of(
          new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
    } catch (SocketTimeoutException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int ngPort() {
    return ngPort;
  }

  public URI udp() {
    return URI.create("udp://127.0.0.1:" + ngPort);
  }

  public URI webSocket() {
    return URI.create("ws://127.0.0.1:" + webPort);
  }

  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Returns when it is gone, its ports with it. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
