// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * Stands in for an eP-CSCF in the harness's own tests: hands the texts of one WebSocket on to a UDP
 * address and back, and changes nothing.
 */
final class StandIn implements Closeable {
  private final ServerSocket listener;
  private final DatagramSocket core;
  private final int corePort;
  private volatile Socket client = new Socket();

  StandIn(int corePort) {
    try {
      this.corePort = corePort;
      listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      core = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  private void serve() {
    try {
      client = listener.accept();
      DataInputStream in = new DataInputStream(client.getInputStream());
      handshake(in, client.getOutputStream());
      Thread.ofVirtual().start(this::fromCore);
      while (true) {
        byte[] payload = readFrame(in);
        core.send(
            new DatagramPacket(
                payload, payload.length, InetAddress.getLoopbackAddress(), corePort));
      }
    } catch (Exception _) {
      close();
    }
  }

  private static void handshake(DataInputStream in, OutputStream out) throws Exception {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    String key =
        head.toString(StandardCharsets.US_ASCII)
            .replaceAll("(?is).*sec-websocket-key:\\s*(\\S+).*", "$1");
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + "\r\n\r\n";
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] readFrame(DataInputStream in) throws IOException {
    in.readUnsignedByte();
    int length = in.readUnsignedByte() & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private void fromCore() {
    byte[] buffer = new byte[65_535];
    while (true) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        core.receive(packet);
        OutputStream out = client.getOutputStream();
        int length = packet.getLength();
        out.write(0x81);
        if (length < 126) {
          out.write(length);
        } else {
          out.write(new byte[] {126, (byte) (length >> 8), (byte) length});
        }
        out.write(packet.getData(), 0, length);
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  @Override
  public void close() {
    core.close();
    try {
      listener.close();
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
