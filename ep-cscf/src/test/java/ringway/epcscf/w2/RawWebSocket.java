// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A WebSocket client that also does what it must not: frames are written and read by hand. */
final class RawWebSocket implements AutoCloseable {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int READ_MILLIS = 10_000;
  private static final int FINAL = 0x80;
  private static final byte[] MASK = {1, 2, 3, 4};

  /** One frame from the server. */
  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return opcode == CLOSE ? ByteBuffer.wrap(payload).getShort() : -1;
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final List<String> response;

  private RawWebSocket(String host, int port, byte[] before, List<String> request) {
    try {
      socket = new Socket(InetAddress.ofLiteral(host), port);
      socket.setSoTimeout(READ_MILLIS);
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
      out.write(before);
      out.write((String.join("\r\n", request) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      response = readHead();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The handshake of RFC 7118 §4.1 with the given lines changed: {@code Name: value} or -Name. */
  static RawWebSocket open(int port, String... changes) {
    return request(port, "GET / HTTP/1.1", changes);
  }

  /** To another address of this machine. */
  static RawWebSocket at(String host, int port) {
    return new RawWebSocket(host, port, new byte[0], handshake("GET / HTTP/1.1"));
  }

  /** With what a balancer puts before everything else. */
  static RawWebSocket behind(int port, byte[] before) {
    return new RawWebSocket("127.0.0.1", port, before, handshake("GET / HTTP/1.1"));
  }

  static RawWebSocket request(int port, String requestLine, String... changes) {
    return new RawWebSocket("127.0.0.1", port, new byte[0], handshake(requestLine, changes));
  }

  private static List<String> handshake(String requestLine, String... changes) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                requestLine,
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                "Origin: https://wwsf.example.net",
                "Sec-WebSocket-Protocol: sip"));
    for (String change : changes) {
      String name = change.startsWith("-") ? change.substring(1) : change.split(":", 2)[0];
      lines.removeIf(line -> line.startsWith(name + ":"));
      if (!change.startsWith("-")) {
        lines.add(change);
      }
    }
    return lines;
  }

  int status() {
    return Integer.parseInt(response.getFirst().split(" ")[1]);
  }

  /** Empty when the response has no such header. */
  String header(String name) {
    return response.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private List<String> readHead() throws IOException {
    List<String> lines = new ArrayList<>();
    while (true) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("no response");
        }
        line.write(b);
      }
      String text = line.toString(StandardCharsets.ISO_8859_1).strip();
      if (text.isEmpty()) {
        return lines;
      }
      lines.add(text);
    }
  }

  void text(String message) {
    frame(TEXT, true, message.getBytes(StandardCharsets.UTF_8));
  }

  void binary(byte[] message) {
    frame(BINARY, true, message);
  }

  void frame(int opcode, boolean last, byte[] payload) {
    write(opcode, last, payload, true);
  }

  void unmasked(String message) {
    write(TEXT, true, message.getBytes(StandardCharsets.UTF_8), false);
  }

  void close(int code) {
    frame(CLOSE, true, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  private void write(int opcode, boolean last, byte[] payload, boolean masked) {
    ByteBuffer head = ByteBuffer.allocate(14);
    head.put((byte) (opcode | (last ? FINAL : 0)));
    int mask = masked ? FINAL : 0;
    if (payload.length < 126) {
      head.put((byte) (payload.length | mask));
    } else if (payload.length < 65_536) {
      head.put((byte) (126 | mask)).putShort((short) payload.length);
    } else {
      head.put((byte) (127 | mask)).putLong(payload.length);
    }
    byte[] body = payload.clone();
    if (masked) {
      head.put(MASK);
      for (int i = 0; i < body.length; i++) {
        body[i] ^= MASK[i % MASK.length];
      }
    }
    try {
      out.write(Arrays.copyOf(head.array(), head.position()));
      out.write(body);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame, whatever it is. */
  Frame read() {
    try {
      int opcode = in.readUnsignedByte() & 0x0f;
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = new byte[(int) length];
      in.readFully(payload);
      return new Frame(opcode, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The code the server closes with; frames before it are passed over. */
  int readCloseCode() {
    while (true) {
      Frame frame = read();
      if (frame.opcode() == CLOSE) {
        return frame.closeCode();
      }
    }
  }

  /** Whether the server, asked for a pong, closes with 1013 instead. */
  boolean isTurnedAway() {
    frame(PING, true, new byte[0]);
    return read().closeCode() == 1013;
  }

  /** Cuts the socket without a word. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
