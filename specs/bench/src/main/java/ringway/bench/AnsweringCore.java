// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The far side of Mw at its cheapest: every REGISTER, INVITE and BYE is answered with 200 at once,
 * from its own text, without state. Retransmissions are answered again.
 */
public final class AnsweringCore implements AutoCloseable {
  private static final int LONGEST = 65_535;
  private static final int RECEIVE_BUFFER = 4 << 20;
  private static final String[] ECHOED = {"via", "from", "call-id", "cseq", "record-route", "path"};

  private final ServerSocket listener;
  private final DatagramSocket datagrams;

  private AnsweringCore(ServerSocket listener, DatagramSocket datagrams) {
    this.listener = listener;
    this.datagrams = datagrams;
  }

  public static AnsweringCore start() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket listener = new ServerSocket(0, 64, loopback);
    DatagramSocket datagrams = new DatagramSocket(listener.getLocalPort(), loopback);
    datagrams.setReceiveBufferSize(RECEIVE_BUFFER);
    AnsweringCore core = new AnsweringCore(listener, datagrams);
    Thread.ofPlatform().name("bench-core-udp").daemon().start(core::readDatagrams);
    Thread.ofVirtual().name("bench-core-tcp").start(core::accept);
    return core;
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void readDatagrams() {
    byte[] buffer = new byte[LONGEST];
    while (!datagrams.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        datagrams.receive(packet);
        byte[] answer = answer(new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8));
        if (answer.length > 0) {
          SocketAddress back = packet.getSocketAddress();
          datagrams.send(new DatagramPacket(answer, answer.length, back));
        }
      } catch (IOException e) {
        stopped(e);
      }
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        // Else an answer waits for the acknowledgement of the one before.
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().name("bench-core-connection").start(() -> readStream(socket));
      } catch (IOException e) {
        stopped(e);
      }
    }
  }

  private void readStream(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      for (String message = next(in); !message.isEmpty(); message = next(in)) {
        socket.getOutputStream().write(answer(message));
      }
    } catch (IOException e) {
      stopped(e);
    }
  }

  /** One message cut at its Content-Length; empty at the end of the stream. */
  private static String next(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(1024);
    int newlines = 0;
    while (newlines < 2) {
      int c = in.read();
      if (c < 0) {
        return "";
      }
      head.write(c);
      newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
    }
    String text = head.toString(StandardCharsets.UTF_8);
    int length = field(text, "content-length").map(Integer::parseInt).orElse(0);
    return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static java.util.Optional<String> field(String message, String name) {
    return message
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  private byte[] answer(String request) {
    String method = request.substring(0, Math.max(0, request.indexOf(' ')));
    if (method.isEmpty() || method.startsWith("SIP/") || method.equals("ACK")) {
      return new byte[0];
    }
    StringBuilder ok = new StringBuilder(request.length()).append("SIP/2.0 200 OK\r\n");
    for (String line : (Iterable<String>) request.lines()::iterator) {
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
      if (java.util.Arrays.asList(ECHOED).contains(name)) {
        ok.append(line).append("\r\n");
      } else if (name.equals("to")) {
        ok.append(line).append(line.contains("tag=") ? "" : ";tag=core").append("\r\n");
      } else if (name.equals("contact") && method.equals("REGISTER")) {
        ok.append(line).append(";expires=300\r\n");
      }
    }
    String body = "";
    if (method.equals("REGISTER")) {
      ok.append("Service-Route: <sip:orig@127.0.0.1:").append(port()).append(";lr>\r\n");
    } else if (method.equals("INVITE")) {
      ok.append("Contact: <sip:core@127.0.0.1:").append(port()).append(">\r\n");
      ok.append("Content-Type: application/sdp\r\n");
      body =
          "v=0\r\no=c 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
              + "m=audio 49998 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";
    }
    ok.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    return ok.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void stopped(IOException e) {
    if (!listener.isClosed()) {
      throw new UncheckedIOException("the core of the benchmark broke", e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    datagrams.close();
  }
}
