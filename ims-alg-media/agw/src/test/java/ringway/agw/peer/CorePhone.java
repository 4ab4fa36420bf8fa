// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A phone in the core: plain RTP and RTCP on loopback. */
public final class CorePhone implements AutoCloseable {
  private final DatagramSocket rtp = open();
  private final DatagramSocket rtcp = open();

  private static DatagramSocket open() {
    try {
      return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return rtp.getLocalPort();
  }

  public int rtcpPort() {
    return rtcp.getLocalPort();
  }

  public void send(byte[] packet, int toPort) {
    send(rtp, packet, toPort);
  }

  public void sendRtcp(byte[] packet, int toPort) {
    send(rtcp, packet, toPort);
  }

  private static void send(DatagramSocket from, byte[] packet, int toPort) {
    try {
      from.send(
          new DatagramPacket(
              packet,
              packet.length,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), toPort)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Optional<byte[]> awaitRtp(Duration limit) {
    return await(rtp, limit);
  }

  public Optional<byte[]> awaitRtcp(Duration limit) {
    return await(rtcp, limit);
  }

  private static Optional<byte[]> await(DatagramSocket socket, Duration limit) {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    try {
      socket.setSoTimeout((int) limit.toMillis());
      socket.receive(packet);
      return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
    } catch (SocketTimeoutException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    rtp.close();
    rtcp.close();
  }
}
