// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.Dscp;
import ringway.agw.rtp.Packet;
import ringway.runtime.config.ConfigError;

/** One UDP port for all browsers. */
final class WebRtcSocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebRtcSocket.class);
  private static final int KERNEL_BUFFER = 4 * 1024 * 1024;

  private final DatagramChannel channel;
  private final Demultiplexer demultiplexer;
  private final MediaMeters meters;
  private final Map<InetSocketAddress, IceComponent> byAddress = new ConcurrentHashMap<>();
  private final Thread thread;
  private boolean failureLogged;

  private WebRtcSocket(DatagramChannel channel, Demultiplexer demultiplexer, MediaMeters meters) {
    this.channel = channel;
    this.demultiplexer = demultiplexer;
    this.meters = meters;
    thread = Thread.ofPlatform().name("media-webrtc").daemon().unstarted(this::run);
  }

  Demultiplexer demultiplexer() {
    return demultiplexer;
  }

  /**
   * @param setting that names the port
   */
  static WebRtcSocket open(
      String setting,
      InetSocketAddress address,
      int dscp,
      Demultiplexer demultiplexer,
      MediaMeters meters) {
    try {
      DatagramChannel channel =
          DatagramChannel.open(
              address.getAddress() instanceof Inet4Address
                  ? StandardProtocolFamily.INET
                  : StandardProtocolFamily.INET6);
      try {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BUFFER);
        Dscp.mark(channel, dscp);
        channel.bind(address);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      WebRtcSocket socket = new WebRtcSocket(channel, demultiplexer, meters);
      socket.thread.start();
      return socket;
    } catch (UnsupportedOperationException e) {
      throw new ConfigError(
          "media cannot listen on "
              + address.getAddress().getHostAddress()
              + ": this machine has no IPv6",
          e);
    } catch (IOException e) {
      throw new ConfigError(
          "media cannot listen on UDP "
              + address.getAddress().getHostAddress()
              + ":"
              + address.getPort()
              + ": "
              + e.getMessage()
              + "; stop the other program or choose another "
              + setting,
          e);
    }
  }

  InetSocketAddress localAddress() {
    try {
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("the WebRTC port is closed", e);
    }
  }

  boolean alive() {
    return channel.isOpen() && thread.isAlive();
  }

  Optional<IceComponent> boundTo(InetSocketAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  void forget(InetSocketAddress address, IceComponent component) {
    byAddress.remove(address, component);
  }

  int boundAddresses() {
    return byAddress.size();
  }

  /** From any thread; false when the system refused it. */
  boolean send(ByteBuffer datagram, InetSocketAddress destination) {
    try {
      return channel.send(datagram, destination) > 0;
    } catch (IOException _) {
      return false;
    }
  }

  private void run() {
    Packet packet = new Packet();
    while (channel.isOpen()) {
      try {
        if (channel.receive(packet.toReceive()) instanceof InetSocketAddress source) {
          packet.received();
          dispatch(packet, source);
        }
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException | RuntimeException e) {
        meters.dropped(Drop.INTERNAL);
        logOnce(e);
      }
    }
  }

  private void logOnce(Exception failure) {
    if (!failureLogged) {
      failureLogged = true;
      log.error("packet not handled, further failures are only counted", failure);
    }
  }

  private void dispatch(Packet packet, InetSocketAddress source) {
    if (!Demultiplexer.isSrtp(packet)) {
      demultiplexer.dispatch(packet, new UdpRoute(this, source));
      return;
    }
    IceComponent component = byAddress.get(source);
    if (component == null) {
      meters.dropped(Drop.UNKNOWN_SOURCE);
    } else {
      component.srtpFromAccess(packet);
    }
  }

  /**
   * The sender address of UDP can be forged: whoever has a component of his own must not be able to
   * take over the address of another that is alive.
   */
  boolean bind(UdpRoute route, IceComponent component) {
    InetSocketAddress source = route.address();
    IceComponent owner = byAddress.get(source);
    if (owner == component) {
      return true;
    }
    if (owner != null && owner.consents(System.nanoTime())) {
      return false;
    }
    byAddress.put(source, component);
    if (!component.bound(route)) {
      forget(source, component);
      return false;
    }
    return true;
  }

  @Override
  public void close() {
    try {
      channel.close();
      thread.join();
    } catch (IOException e) {
      log.warn("WebRTC port did not close cleanly", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
