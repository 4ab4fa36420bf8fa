// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A bound socket: one thread receives, any sends. */
public interface UdpSocket extends AutoCloseable {
  /**
   * @throws SocketException where another has the port
   * @throws UnsupportedOperationException where there is no IPv6
   */
  static UdpSocket open(InetSocketAddress address, int dscp) throws IOException {
    return LinuxUdpSocket.isPresent()
        ? LinuxUdpSocket.open(address, dscp)
        : NioUdpSocket.open(address, dscp);
  }

  /**
   * @param octets the system may keep in each direction, if it allows as many
   */
  void kernelBuffer(int octets) throws IOException;

  InetSocketAddress localAddress();

  boolean isOpen();

  /**
   * Waits for a datagram, but not if the socket is one of a {@link UdpPoll}; false when there is
   * none, and when the socket is closed.
   */
  boolean receive(ByteBuffer datagram, UdpSource source) throws IOException;

  /** Waits at most for the system to have room; false when it refused. */
  boolean send(ByteBuffer datagram, UdpAddress destination);

  /** Lets go who waits. The port is free when this returns, but of one of a poll. */
  @Override
  void close();
}
