// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.IceTcpConfig;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.Packet;
import ringway.agw.udp.Dscp;
import ringway.runtime.config.ConfigError;

/**
 * The one TCP port of browsers that cannot use UDP: passive candidates (RFC 6544 §4.1), the browser
 * connects. One thread accepts, reads and closes.
 */
final class WebRtcTcp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebRtcTcp.class);
  private static final long SWEEP_MILLIS = 500;
  private static final int MOST_UNPROVED = 32; // of one address, which may be that of many browsers
  private static final int SEND_BUFFER = 64 * 1024; // what waits longer is too late

  private final ServerSocketChannel server;
  private final Selector selector;
  private final IceTcpConfig config;
  private final int dscp;
  private final Demultiplexer demultiplexer;
  private final MediaMeters meters;
  private final Packet packet = new Packet(); // of the thread
  private final Thread thread;
  private long swept = System.nanoTime(); // of the thread
  private boolean failureLogged; // of the thread
  private volatile int connections; // written by the thread

  private WebRtcTcp(
      ServerSocketChannel server,
      Selector selector,
      IceTcpConfig config,
      int dscp,
      Demultiplexer demultiplexer,
      MediaMeters meters) {
    this.server = server;
    this.selector = selector;
    this.config = config;
    this.dscp = dscp;
    this.demultiplexer = demultiplexer;
    this.meters = meters;
    thread = Thread.ofPlatform().name("media-webrtc-tcp").daemon().unstarted(this::run);
  }

  static WebRtcTcp open(
      InetAddress address,
      IceTcpConfig config,
      int dscp,
      Demultiplexer demultiplexer,
      MediaMeters meters) {
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      try {
        server.bind(new InetSocketAddress(address, config.port()));
        server.configureBlocking(false);
        Selector selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
        WebRtcTcp tcp = new WebRtcTcp(server, selector, config, dscp, demultiplexer, meters);
        meters.gauge("ringway.media.tcp.connections", tcp, open -> open.connections);
        tcp.thread.start();
        return tcp;
      } catch (IOException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ConfigError(
          "media cannot listen on TCP "
              + address.getHostAddress()
              + ":"
              + config.port()
              + ": "
              + e.getMessage()
              + "; stop the other program or choose another webrtc.tcp.port",
          e);
    }
  }

  int port() {
    return server.socket().getLocalPort();
  }

  boolean alive() {
    return thread.isAlive();
  }

  private void run() {
    while (server.isOpen()) {
      try {
        selector.select(this::ready, SWEEP_MILLIS);
        sweep(System.nanoTime());
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
    }
  }

  private void failed(Exception failure) {
    meters.dropped(Drop.INTERNAL);
    if (!failureLogged) {
      failureLogged = true;
      log.error("TCP of a browser not handled, further failures are only counted", failure);
    }
  }

  private void ready(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (!(key.attachment() instanceof TcpRoute route)) {
      accept();
      return;
    }
    try {
      if (!route.read(packet, demultiplexer)) {
        route.close();
      }
    } catch (IOException _) {
      route.close(); // reset by the browser
    } catch (RuntimeException e) {
      route.close();
      failed(e);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      if (connections >= config.maxConnections() || isCrowd(channel)) {
        channel.close();
        meters.dropped(Drop.TCP_LIMIT);
        return;
      }
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
      Dscp.mark(channel, dscp);
      channel.register(selector, SelectionKey.OP_READ, new TcpRoute(channel));
      count();
    } catch (IOException e) {
      failed(e);
    }
  }

  /** One address that shows nothing must not take the places of all. */
  private boolean isCrowd(SocketChannel channel) throws IOException {
    InetAddress from = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
    return selector.keys().stream()
            .filter(
                key ->
                    key.attachment() instanceof TcpRoute route
                        && route.component().isEmpty()
                        && route.address().getAddress().equals(from))
            .count()
        >= MOST_UNPROVED;
  }

  private void count() {
    connections = selector.keys().size() - 1; // one is the server's
  }

  private void sweep(long now) {
    if (now - swept < TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS)) {
      return;
    }
    swept = now;
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof TcpRoute route
          && route.overdue(now, config.checkTime().toNanos(), config.idleTime().toNanos())) {
        route.close();
      }
    }
    count();
  }

  @Override
  public void close() {
    try {
      server.close();
      selector.wakeup();
      thread.join();
      for (SelectionKey key : selector.keys()) {
        if (key.attachment() instanceof TcpRoute route) {
          route.close();
        }
      }
      selector.close();
    } catch (IOException e) {
      log.warn("TCP port of browsers did not close cleanly", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
