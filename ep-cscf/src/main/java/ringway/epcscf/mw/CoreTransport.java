// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Locale;
import javax.sip.address.SipURI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.SipReceiver;
import ringway.runtime.config.ConfigError;

/** The sockets of Mw. */
public final class CoreTransport implements AutoCloseable {
  /** One for all of Mw: an answer may come by another way than the request went. */
  static final String SCOPE = "mw";

  private static final Logger log = LoggerFactory.getLogger(CoreTransport.class);
  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final int BIND_TRIES = 20;

  /** RFC 3261 §18.1.1: from here on a stream is asked for. */
  private static final int LARGE = 1300;

  /** Our Via is put on after the size has been taken. */
  private static final int VIA_BYTES = 120;

  private final SipURI entryPoint;
  private final String advertised;
  private final int port;
  private final UdpSocket udp;
  private final TcpConnections tcp;

  private CoreTransport(
      MwConfig config, Sockets sockets, Duration idle, SipReceiver receiver, MeterRegistry metrics)
      throws IOException {
    this.entryPoint = config.entryPointUri();
    this.port = sockets.tcp().getLocalPort();
    this.advertised = advertised(config, port);
    MwInbox inbox = new MwInbox(receiver, metrics);
    this.udp = new UdpSocket(sockets.udp(), inbox, advertised);
    this.tcp = new TcpConnections(sockets.tcp(), inbox, advertised, config, idle, metrics);
  }

  public static CoreTransport start(MwConfig config, SipReceiver receiver, MeterRegistry metrics) {
    return start(config, IDLE, receiver, metrics);
  }

  static CoreTransport start(
      MwConfig config, Duration idle, SipReceiver receiver, MeterRegistry metrics) {
    try {
      CoreTransport transport = new CoreTransport(config, bind(config), idle, receiver, metrics);
      log.info("listening for the core at {} UDP and TCP", transport.advertised());
      return transport;
    } catch (IOException e) {
      throw new ConfigError(
          "mw cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + " (UDP and TCP): "
              + e.getMessage()
              + "; stop the other program or choose another port",
          e);
    }
  }

  private record Sockets(DatagramSocket udp, ServerSocket tcp) {}

  /** UDP and TCP on one port; with port 0 on any that is free for both. */
  private static Sockets bind(MwConfig config) throws IOException {
    InetAddress address = InetAddress.getByName(config.host());
    for (int tries = 1; ; tries++) {
      ServerSocket tcp = new ServerSocket();
      try {
        tcp.bind(new InetSocketAddress(address, config.port()));
        return new Sockets(
            new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort())), tcp);
      } catch (SocketException e) {
        tcp.close();
        if (config.port() != 0 || tries >= BIND_TRIES) {
          throw e;
        }
      }
    }
  }

  private static String advertised(MwConfig config, int port) {
    String host = config.advertisedHost().orElse(config.host());
    String shown = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return shown + ":" + config.advertisedPort().orElse(port);
  }

  /**
   * The link to a next hop, opened when it is a connection: may block.
   *
   * @param size bytes of the request to be sent; above 1300 TCP is taken when the URI leaves the
   *     choice, and UDP when TCP then cannot be had (RFC 3261 §18.1.1)
   * @throws LinkDown when the host does not resolve or refuses
   */
  public SipLink linkTo(SipURI nextHop, int size) {
    if (nextHop.isSecure()) {
      throw new LinkDown("no TLS towards the core for " + nextHop.getHost());
    }
    InetSocketAddress target = Target.of(nextHop);
    String transport = nextHop.getTransportParam();
    return switch (transport == null ? "" : transport.toLowerCase(Locale.ROOT)) {
      case "udp" -> udp.linkTo(target);
      case "tcp" -> tcp.to(target);
      case "" -> bySize(target, size);
      default -> throw new LinkDown("no transport " + transport + " towards the core");
    };
  }

  private SipLink bySize(InetSocketAddress target, int size) {
    if (size + VIA_BYTES <= LARGE) {
      return udp.linkTo(target);
    }
    try {
      return tcp.to(target);
    } catch (LinkDown down) {
      log.debug("UDP for a large request cause=\"{}\"", down.getMessage());
      return udp.linkTo(target);
    }
  }

  /** The configured way into the core. */
  public SipURI entryPoint() {
    return entryPoint;
  }

  /** host:port by which the core reaches this node, for Path and Record-Route. */
  public String advertised() {
    return advertised;
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    udp.close();
    tcp.close();
  }
}
