// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import ringway.acceptance.actors.AnyCertificate;

/** What an idle W2 connection costs: many of them to an eP-CSCF in a process of its own. */
final class IdleBench {
  /** Fewer than Linux gives out as source ports of one address. */
  private static final int PER_ADDRESS = 20_000;

  private static final int AT_ONCE = 64;
  private static final int PROGRESS = 1_000;
  private static final double KIB = 1024;
  private static final String HANDSHAKE =
      """
      GET / HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Protocol: sip\r
      \r
      """;

  private final int connections;
  private final boolean tls;

  /** One for all: its sessions are resumed. */
  private final SSLContext clientTls = AnyCertificate.context();

  private record Memory(long heap, long resident) {}

  IdleBench(int connections, boolean tls) {
    this.connections = connections;
    this.tls = tls;
  }

  String run() throws IOException {
    Process server = server();
    List<Socket> open = Collections.synchronizedList(new ArrayList<>());
    try (BufferedReader from = server.inputReader(StandardCharsets.UTF_8);
        Writer to = server.outputWriter(StandardCharsets.UTF_8)) {
      int port = Integer.parseInt(answer(from, "port ")[1]);
      for (int i = 0; i < 100; i++) {
        connect(port, 2).close(); // classes loaded, code compiled
      }
      Memory before = memory(from, to);
      connectAll(port, open);
      Memory after = memory(from, to);
      return line(before, after);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
      server.destroy();
    }
  }

  private void connectAll(int port, List<Socket> open) throws IOException {
    try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int address = 2 + i / PER_ADDRESS;
        all.add(clients.submit(() -> open.add(connect(port, address))));
      }
      for (int i = 0; i < connections; i++) {
        try {
          all.get(i).get();
        } catch (ExecutionException | InterruptedException e) {
          clients.shutdownNow();
          throw new IOException("connection " + i + " of " + connections + " failed", e);
        }
        if ((i + 1) % PROGRESS == 0) {
          System.err.println("idle: " + (i + 1) + " of " + connections + " connected");
        }
      }
    }
  }

  private Process server() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xmx1g",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            IdleServer.class.getName(),
            tls ? "self-signed" : "off")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private Socket connect(int port, int address) throws IOException {
    Socket tcp = new Socket();
    tcp.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + address), 0));
    tcp.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    Socket socket = tls ? secured(tcp, port) : tcp;
    socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    awaitUpgrade(socket.getInputStream());
    return socket;
  }

  private Socket secured(Socket tcp, int port) throws IOException {
    SocketFactory factory = clientTls.getSocketFactory();
    SSLSocket socket =
        (SSLSocket) ((SSLSocketFactory) factory).createSocket(tcp, "127.0.0.1", port, true);
    socket.startHandshake();
    return socket;
  }

  private static void awaitUpgrade(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server closed in the handshake");
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("refused: " + head.toString().lines().findFirst().orElse(""));
    }
  }

  private static Memory memory(BufferedReader from, Writer to) throws IOException {
    to.write("memory\n");
    to.flush();
    String[] words = answer(from, "memory ");
    return new Memory(Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  private static String[] answer(BufferedReader from, String prefix) throws IOException {
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      if (line.startsWith(prefix)) {
        return line.split(" ");
      }
    }
    throw new IOException("the eP-CSCF ended");
  }

  private String line(Memory before, Memory after) {
    return String.format(
        Locale.ROOT,
        "idle: %d connections%s, heap %.1f KiB and resident %.1f KiB each,"
            + " heap %.0f MiB of 1024, resident %.0f MiB in all",
        connections,
        tls ? " with TLS" : "",
        (after.heap() - before.heap()) / KIB / connections,
        (after.resident() - before.resident()) / KIB / connections,
        after.heap() / KIB / KIB,
        after.resident() / KIB / KIB);
  }
}
