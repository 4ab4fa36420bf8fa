// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SIP peer that knows no transactions: sends what it is given, keeps what it gets. */
public final class SipPeer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length *: *(\\d+)");
  private static final long PATIENCE_SECONDS = 10;

  private final InetSocketAddress core;
  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final List<Socket> connections = new ArrayList<>(); // guarded by itself
  private final BlockingQueue<SipMessage> inbox = new LinkedBlockingQueue<>();
  private final List<SipMessage> skipped = new ArrayList<>();

  /** Listens on UDP and TCP at the same free port of {@code host}. */
  public SipPeer(String host, int corePort) {
    core = new InetSocketAddress("127.0.0.1", corePort);
    Ports ports = Ports.open(host);
    tcp = ports.tcp();
    udp = ports.udp();
    Thread.ofVirtual().start(this::readUdp);
    Thread.ofVirtual().start(this::accept);
  }

  /** The same port for both; a port free for TCP may be taken for UDP, so several are tried. */
  private record Ports(ServerSocket tcp, DatagramSocket udp) {
    static Ports open(String host) {
      for (int attempt = 1; ; attempt++) {
        try {
          ServerSocket tcp = new ServerSocket(0, 10, InetAddress.getByName(host));
          try {
            return new Ports(tcp, new DatagramSocket(tcp.getLocalSocketAddress()));
          } catch (IOException taken) {
            tcp.close();
            throw taken;
          }
        } catch (IOException e) {
          if (attempt == 20) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }
  }

  public String hostPort() {
    return udp.getLocalAddress().getHostAddress() + ":" + udp.getLocalPort();
  }

  private void readUdp() {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    while (!udp.isClosed()) {
      try {
        packet.setLength(65_536);
        udp.receive(packet);
        inbox.add(
            SipMessage.parse(
                new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)));
      } catch (IOException _) {
        // closed: the loop ends
      }
    }
  }

  private void accept() {
    while (!tcp.isClosed()) {
      try {
        read(tcp.accept());
      } catch (IOException _) {
        // closed: the loop ends
      }
    }
  }

  private void read(Socket socket) {
    synchronized (connections) {
      connections.add(socket);
    }
    Thread.ofVirtual().start(() -> readTcp(socket));
  }

  private void readTcp(Socket socket) {
    try (InputStream in = socket.getInputStream()) {
      while (true) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          head.write(next);
        }
        String text = head.toString(StandardCharsets.UTF_8);
        Matcher length = LENGTH.matcher(text);
        int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        inbox.add(SipMessage.parse(text + new String(in.readNBytes(body), StandardCharsets.UTF_8)));
      }
    } catch (IOException _) {
      // closed: nothing more comes
    }
  }

  public void send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      udp.send(new DatagramPacket(bytes, bytes.length, core));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a connection of its own for every message; the answer comes on it. */
  public void sendTcp(String text) {
    try {
      Socket socket = new Socket(core.getAddress(), core.getPort(), udp.getLocalAddress(), 0);
      read(socket);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next message that fits; others stay for later calls. Fails when none comes. */
  public SipMessage receive(String what, Predicate<SipMessage> wanted) {
    for (SipMessage message : skipped) {
      if (wanted.test(message)) {
        skipped.remove(message);
        return message;
      }
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (true) {
        SipMessage message = inbox.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (message == null) {
          throw new AssertionError("no " + what + " came; instead " + skipped);
        }
        if (wanted.test(message)) {
          return message;
        }
        skipped.add(message);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  public SipMessage request(String method) {
    return receive(method, message -> !message.isResponse() && message.method().equals(method));
  }

  public SipMessage response(int status, String method) {
    return receive(
        status + " to " + method,
        message -> message.status() == status && message.method().equals(method));
  }

  /** The next final response to a method, whatever it says. */
  public SipMessage finalResponse(String method) {
    return receive(
        "final response to " + method,
        message -> message.status() >= 200 && message.method().equals(method));
  }

  /** Whether such a message has come so far. */
  public boolean has(Predicate<SipMessage> wanted) {
    inbox.drainTo(skipped);
    return skipped.stream().anyMatch(wanted);
  }

  @Override
  public void close() {
    try {
      udp.close();
      tcp.close();
      synchronized (connections) {
        for (Socket socket : connections) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
