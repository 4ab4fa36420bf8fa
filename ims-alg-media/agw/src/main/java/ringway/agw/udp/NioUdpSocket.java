// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Of any system; makes an address a datagram, and those who send wait for each other. */
final class NioUdpSocket implements UdpSocket {
  private static final Logger log = LoggerFactory.getLogger(NioUdpSocket.class);

  private final DatagramChannel channel;
  private final InetSocketAddress local;

  private NioUdpSocket(DatagramChannel channel) throws IOException {
    this.channel = channel;
    local = (InetSocketAddress) channel.getLocalAddress();
  }

  static NioUdpSocket open(InetSocketAddress address, int dscp) throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    try {
      Dscp.mark(channel, dscp);
      return new NioUdpSocket(channel.bind(address));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void kernelBuffer(int octets) throws IOException {
    channel.setOption(StandardSocketOptions.SO_RCVBUF, octets);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, octets);
  }

  void register(Selector selector, Runnable ready) throws IOException {
    channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, ready);
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public boolean receive(ByteBuffer datagram, UdpSource source) throws IOException {
    try {
      if (!(channel.receive(datagram) instanceof InetSocketAddress sender)) {
        return false;
      }
      UdpAddress from = UdpAddress.of(sender);
      source.set(from.high(), from.low(), from.port(), from.scope());
      return true;
    } catch (ClosedChannelException _) {
      return false;
    }
  }

  @Override
  public boolean send(ByteBuffer datagram, UdpAddress destination) {
    try {
      return channel.send(datagram, destination.inet()) > 0;
    } catch (IOException | UnsupportedAddressTypeException _) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("UDP port did not close cleanly", e);
    }
  }
}
