// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.Packet;
import ringway.agw.udp.UdpSocket;
import ringway.agw.udp.UdpSource;
import ringway.runtime.config.ConfigError;

/** One UDP port for all browsers. */
final class WebRtcSocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebRtcSocket.class);
  private static final int KERNEL_BUFFER = 4 * 1024 * 1024;

  private final UdpSocket socket;
  private final Demultiplexer demultiplexer;
  private final MediaMeters meters;
  private final UdpRoutes routes;
  private final Thread thread;
  private boolean failureLogged;

  private WebRtcSocket(UdpSocket socket, Demultiplexer demultiplexer, MediaMeters meters) {
    this.socket = socket;
    this.demultiplexer = demultiplexer;
    this.meters = meters;
    routes = new UdpRoutes(socket);
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
      UdpSocket udp = UdpSocket.open(address, dscp);
      try {
        udp.kernelBuffer(KERNEL_BUFFER);
      } catch (IOException e) {
        udp.close();
        throw e;
      }
      WebRtcSocket socket = new WebRtcSocket(udp, demultiplexer, meters);
      socket.thread.start();
      return socket;
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
    return socket.localAddress();
  }

  boolean alive() {
    return socket.isOpen() && thread.isAlive();
  }

  int boundAddresses() {
    return routes.size();
  }

  private void run() {
    Packet packet = new Packet();
    UdpSource source = new UdpSource();
    while (socket.isOpen()) {
      try {
        if (socket.receive(packet.toReceive(), source)) {
          packet.received();
          demultiplexer.dispatch(packet, routes.of(source));
        }
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

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
