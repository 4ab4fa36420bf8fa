// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * SIP over a WebSocket as cheap as can be, so that the load generator leaves the machine to the
 * server: blocking, unfragmented, masked with zeros (RFC 6455 §5.3). Used by one thread.
 */
final class SipSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int BUFFER = 2048;
  private static final int LONGEST = 1 << 16;
  private static final int FINAL_TEXT = 0x81;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int MASKED = 0x80;
  private static final int SHORT = 126;

  private final Socket socket;
  private final InputStream in;

  private SipSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  static SipSocket open(int port, String origin) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    SipSocket open = new SipSocket(socket);
    String upgrade =
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: %s\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
            .formatted(port, origin);
    socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
    String status = open.line();
    if (!status.contains(" 101 ")) {
      socket.close();
      throw new IOException("the WebSocket is refused: " + status);
    }
    while (!open.line().isEmpty()) {
      // the rest of the answer
    }
    return open;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = octet(); c != '\n'; c = octet()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private int octet() throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException("the server has closed the connection");
    }
    return octet;
  }

  void send(String text) throws IOException {
    frame(FINAL_TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private void frame(int head, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) head);
    if (payload.length < SHORT) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | SHORT)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload);
    socket.getOutputStream().write(frame.array(), 0, frame.position());
  }

  /** The next SIP message; pings are answered on the way. */
  String receive() throws IOException {
    while (true) {
      int head = octet();
      int length = octet();
      if (length == SHORT) {
        length = octet() << 8 | octet();
      } else if (length > SHORT) {
        throw new IOException("a frame longer than " + LONGEST);
      }
      byte[] payload = in.readNBytes(length);
      switch (head) {
        case FINAL_TEXT, FINAL_TEXT + 1 -> {
          return new String(payload, StandardCharsets.UTF_8);
        }
        case PING -> frame(PONG, payload);
        case PONG -> {}
        default -> throw new IOException("an unexpected frame " + Integer.toHexString(head));
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // nothing is left to lose
    }
  }
}
