// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** UDP and TCP on one port, whole SIP messages in and out (RFC 3261 §18). */
final class MwSockets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MwSockets.class);
  private static final int ATTEMPTS = 50;
  private static final Pattern LENGTH =
      Pattern.compile("(?im)^(?:content-length|l)\\s*:\\s*(\\d+)\\s*$");

  private final DatagramSocket datagrams;
  private final ServerSocket listener;
  private final Set<Closeable> opened = ConcurrentHashMap.newKeySet();
  private final Map<InetSocketAddress, Socket> outgoing = new ConcurrentHashMap<>();
  private volatile BiConsumer<String, Consumer<String>> receiver = (_, _) -> {};

  private MwSockets(DatagramSocket datagrams, ServerSocket listener) {
    this.datagrams = datagrams;
    this.listener = listener;
  }

  /** Takes a port that is free for both. */
  static MwSockets open() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        ServerSocket listener = new ServerSocket(0, 50, loopback);
        try {
          return new MwSockets(new DatagramSocket(listener.getLocalPort(), loopback), listener);
        } catch (SocketException _) {
          listener.close(); // the number is taken for UDP: try another
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("no port is free for both UDP and TCP");
  }

  int port() {
    return listener.getLocalPort();
  }

  void start(BiConsumer<String, Consumer<String>> whole) {
    receiver = whole;
    Thread.ofVirtual().name("core-udp").start(this::readDatagrams);
    Thread.ofVirtual().name("core-tcp").start(this::accept);
  }

  void sendUdp(InetSocketAddress to, byte[] bytes) {
    try {
      datagrams.send(new DatagramPacket(bytes, bytes.length, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sendTcp(InetSocketAddress to, String text) {
    write(outgoing.computeIfAbsent(to, this::connect), text);
  }

  private Socket connect(InetSocketAddress to) {
    try {
      Socket socket = new Socket(to.getAddress(), to.getPort());
      opened.add(socket);
      Thread.ofVirtual().name("core-tcp-out").start(() -> readStream(socket));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Socket socket, String text) {
    try {
      synchronized (socket) {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readDatagrams() {
    byte[] buffer = new byte[65_535];
    while (!datagrams.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        datagrams.receive(packet);
      } catch (IOException _) {
        return; // closed
      }
      InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
      deliver(
          new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8),
          answer -> sendUdp(from, answer.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        opened.add(socket);
        Thread.ofVirtual().name("core-tcp-in").start(() -> readStream(socket));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void readStream(Socket socket) {
    try (socket;
        InputStream in = socket.getInputStream()) {
      while (true) {
        String head = readHead(in);
        Matcher length = LENGTH.matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        deliver(head + new String(body, StandardCharsets.UTF_8), answer -> write(socket, answer));
      }
    } catch (IOException _) {
      opened.remove(socket);
    }
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("end of stream");
      }
      head.write(next);
      if (next == "\r\n\r\n".charAt(matched)) {
        matched++;
      } else {
        matched = next == '\r' ? 1 : 0;
      }
      if (head.size() == 2 && matched == 2) {
        head.reset(); // RFC 3261 §7.5: empty lines before a message
        matched = 0;
      }
    }
    return head.toString(StandardCharsets.UTF_8);
  }

  private void deliver(String text, Consumer<String> back) {
    try {
      receiver.accept(text, back);
    } catch (RuntimeException e) {
      log.error("the core cannot read a message text={}", text, e);
    }
  }

  @Override
  public void close() {
    datagrams.close();
    try {
      listener.close();
      for (Closeable socket : opened) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
