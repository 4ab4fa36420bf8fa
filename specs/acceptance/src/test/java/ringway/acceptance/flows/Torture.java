// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import ringway.acceptance.actors.RawWebSocket;
import ringway.acceptance.lab.Lab;

/**
 * The messages of RFC 4475, RFC 5118 and RFC 7118 §8, in files of their own names, and how an
 * eP-CSCF answers them. After each a plain OPTIONS is sent: its answer shows that the node lives on
 * and that nothing else is to come.
 */
final class Torture {
  /** No answer to the message. */
  static final String NONE = "-";

  private static final String FENCE = "fence-of-the-torture";

  private static final int PATIENCE_MILLIS = 10_000;

  private Torture() {}

  static byte[] message(String name) {
    try (InputStream in =
        Torture.class.getResourceAsStream("/ringway/acceptance/torture/" + name + ".sip")) {
      if (in == null) {
        throw new IllegalArgumentException("no message " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The final status a browser gets, over a WebSocket that has not registered. */
  static String overW2(Lab lab, byte[] message, String expected) {
    try (RawWebSocket socket = lab.raw(Map.of("Sec-WebSocket-Protocol", "sip"))) {
      socket.sends(RawWebSocket.BINARY, true, message);
      socket.sendsText(fence("WS", "x.invalid"));
      String status = NONE;
      boolean fenced = false;
      while (true) {
        String text = socket.receives().text();
        fenced |= text.contains(FENCE);
        status = text.contains(FENCE) ? status : later(status, text);
        // Two Call-IDs are worked on at once: the fence may overtake the answer.
        if (fenced && (expected.equals(NONE) || !status.equals(NONE))) {
          return status;
        }
      }
    }
  }

  /**
   * The final status a core gets, over UDP; its own Via is put on top so that answers come back.
   */
  static String overMw(Lab lab, byte[] message, String expected) {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      send(socket, lab.mwPort(), withVia(message, socket.getLocalPort()));
      String own = "127.0.0.1:" + socket.getLocalPort() + ";rport";
      send(socket, lab.mwPort(), fence("UDP", own).getBytes(StandardCharsets.UTF_8));
      String status = NONE;
      boolean fenced = false;
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        fenced |= text.contains(FENCE);
        status = text.contains(FENCE) ? status : later(status, text);
        // Two Call-IDs are worked on at once: the fence may overtake the answer.
        if (fenced && (expected.equals(NONE) || !status.equals(NONE))) {
          return status;
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the eP-CSCF answers no more", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String later(String before, String text) {
    boolean response = text.startsWith("SIP/2.0 ") && text.charAt(8) != '1';
    return response ? text.substring(8, 11) : before;
  }

  private static void send(DatagramSocket socket, int port, byte[] message) throws IOException {
    socket.send(
        new DatagramPacket(message, message.length, InetAddress.getLoopbackAddress(), port));
  }

  private static byte[] withVia(byte[] message, int port) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n") + 2;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(message, 0, end);
    if (!text.startsWith("SIP/") && !text.contains(";rport;branch=z9hG4bK\r\n")) {
      all.writeBytes(
          ("Via: SIP/2.0/UDP 127.0.0.1:" + port + ";rport;branch=z9hG4bKtorture\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    all.write(message, end, message.length - end);
    return all.toByteArray();
  }

  private static String fence(String transport, String sentBy) {
    return """
    OPTIONS sip:ims.example.net SIP/2.0
    Via: SIP/2.0/%s %s;branch=z9hG4bKfence
    Max-Forwards: 70
    From: <sip:fence@ims.example.net>;tag=1
    To: <sip:ims.example.net>
    Call-ID: %s
    CSeq: 1 OPTIONS
    Content-Length: 0

    """
        .formatted(transport, sentBy, FENCE)
        .replace("\n", "\r\n");
  }
}
