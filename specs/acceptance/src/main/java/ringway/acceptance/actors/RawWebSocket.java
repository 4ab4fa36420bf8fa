// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/**
 * A WebSocket client by hand (RFC 6455), for what a well-behaved client library will not do: own
 * handshake headers, unmasked frames, looking at single frames.
 */
public final class RawWebSocket implements Closeable {
  public static final int TEXT = 0x1;
  public static final int BINARY = 0x2;
  public static final int CLOSE = 0x8;
  public static final int PING = 0x9;
  public static final int PONG = 0xA;

  private static final int MASKED = 0x80;
  private static final byte[] MASK = {0x37, 0x11, (byte) 0xC4, 0x5A};

  /** One frame as it came. */
  public record Frame(int opcode, boolean last, byte[] payload) {
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** Status code of a close frame (RFC 6455 §7.4); 1005 when it has none. */
    public int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  private final Ladder ladder;
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final int status;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private RawWebSocket(Ladder ladder, URI uri, Map<String, String> request) throws IOException {
    this.ladder = ladder;
    socket =
        uri.getScheme().equals("wss")
            ? AnyCertificate.context().getSocketFactory().createSocket(uri.getHost(), uri.getPort())
            : new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout((int) Patience.LIMIT.toMillis());
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    Actor client = Actor.wic("raw");
    String head = handshake(uri, request);
    ladder.record(client, Actor.EP_CSCF, "GET " + uri.getPath(), head);
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    String line = readLine();
    status = Integer.parseInt(line.split(" ")[1]);
    StringBuilder answer = new StringBuilder(line);
    for (String next = readLine(); !next.isEmpty(); next = readLine()) {
      answer.append('\n').append(next);
      int colon = next.indexOf(':');
      headers.put(
          next.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          next.substring(colon + 1).strip());
    }
    ladder.record(Actor.EP_CSCF, client, line.replaceFirst("HTTP/1.1 ", ""), answer.toString());
  }

  private static String handshake(URI uri, Map<String, String> request) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", uri.getAuthority());
    all.put("Upgrade", "websocket");
    all.put("Connection", "Upgrade");
    all.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    all.put("Sec-WebSocket-Version", "13");
    all.putAll(request);
    StringBuilder head = new StringBuilder("GET " + uri.getPath() + " HTTP/1.1\r\n");
    all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString();
  }

  /** Sends the handshake, with these headers over the usual ones, and reads the answer's head. */
  public static RawWebSocket open(Ladder ladder, URI uri, Map<String, String> headers) {
    try {
      return new RawWebSocket(ladder, uri, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed within the handshake");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** HTTP status of the handshake. */
  public int status() {
    return status;
  }

  /** A header of the handshake's answer. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  public void sends(int opcode, boolean last, byte[] payload) {
    write(opcode, last, true, payload);
  }

  public void sendsText(String text) {
    sends(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Against RFC 6455 §5.1. */
  public void sendsUnmasked(String text) {
    write(TEXT, true, false, text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(int opcode, boolean last, boolean masked, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) ((last ? 0x80 : 0) | opcode));
    int mask = masked ? MASKED : 0;
    if (payload.length < 126) {
      frame.put((byte) (mask | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (mask | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (mask | 127)).putLong(payload.length);
    }
    if (masked) {
      frame.put(MASK);
      for (int i = 0; i < payload.length; i++) {
        frame.put((byte) (payload[i] ^ MASK[i % 4]));
      }
    } else {
      frame.put(payload);
    }
    try {
      out.write(frame.array(), 0, frame.position());
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame; the server ending the connection without a close frame is a failure. */
  public Frame receives() {
    ladder.step("a frame is received");
    try {
      int first = in.readUnsignedByte();
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = in.readNBytes(Math.toIntExact(length));
      return new Frame(first & 0x0F, (first & 0x80) != 0, payload);
    } catch (IOException e) {
      throw ladder.failure("no frame came: " + e);
    }
  }

  /** Code of the close frame; other frames before it are passed over. */
  public int closeCode() {
    while (true) {
      Frame frame = receives();
      if (frame.opcode() == CLOSE) {
        return frame.closeCode();
      }
    }
  }

  /** Whether the server ends the connection, with a close frame or without. */
  public boolean ends() {
    try {
      while (in.read() >= 0) {
        // Whatever still comes does not matter.
      }
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true; // reset
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
