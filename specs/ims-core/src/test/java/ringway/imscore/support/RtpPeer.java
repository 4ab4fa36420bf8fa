// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The media end of a test: two sockets, what came in on them, and a tone to send. */
public final class RtpPeer implements AutoCloseable {
  public final DatagramSocket rtp;
  public final DatagramSocket rtcp;
  public final List<byte[]> packets = new CopyOnWriteArrayList<>();
  public final List<byte[]> reports = new CopyOnWriteArrayList<>();

  public RtpPeer() {
    try {
      rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      rtcp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(() -> read(rtp, packets));
    Thread.ofVirtual().start(() -> read(rtcp, reports));
  }

  private static void read(DatagramSocket socket, List<byte[]> into) {
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    while (!socket.isClosed()) {
      try {
        packet.setLength(2_048);
        socket.receive(packet);
        into.add(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
      } catch (IOException _) {
        // closed: the loop ends
      }
    }
  }

  /** An offer or answer of this end; {@code formats} such as {@code 8 0 101}. */
  public String sdp(String formats, String... attributes) {
    StringBuilder text =
        new StringBuilder("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
            .append("c=IN IP4 127.0.0.1\r\n")
            .append("m=audio " + rtp.getLocalPort() + " RTP/AVP " + formats + "\r\n")
            .append("a=rtcp:" + rtcp.getLocalPort() + "\r\n");
    if (formats.contains("101")) {
      text.append("a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n");
    }
    for (String attribute : attributes) {
      text.append("a=" + attribute + "\r\n");
    }
    return text.toString();
  }

  /** The port in an m=audio line. */
  public static int audioPort(String sdp) {
    Matcher line = Pattern.compile("m=audio (\\d+) ").matcher(sdp);
    if (!line.find()) {
      throw new AssertionError("no audio in " + sdp);
    }
    return Integer.parseInt(line.group(1));
  }

  public void send(byte[] packet, int port) {
    send(rtp, packet, port);
  }

  public void sendRtcp(byte[] packet, int port) {
    send(rtcp, packet, port);
  }

  private static void send(DatagramSocket socket, byte[] packet, int port) {
    try {
      socket.send(
          new DatagramPacket(
              packet,
              packet.length,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends packets at the pace of speech. */
  public void sendPaced(List<byte[]> all, int port) {
    long next = System.nanoTime();
    for (byte[] packet : all) {
      send(packet, port);
      next += 20_000_000;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  @Override
  public void close() {
    rtp.close();
    rtcp.close();
  }
}
