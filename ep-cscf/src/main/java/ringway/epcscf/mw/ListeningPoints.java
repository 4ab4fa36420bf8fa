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
import java.util.Optional;
import ringway.epcscf.mw.Candidate.Transport;
import ringway.epcscf.transaction.LinkDown;
import ringway.runtime.config.ConfigError;

/** The sockets of Mw: UDP and TCP on one port, TLS on its own. */
final class ListeningPoints implements AutoCloseable {
  private static final int BIND_TRIES = 20;

  private final UdpSocket udp;
  private final TcpConnections tcp;
  private final Optional<TcpConnections> tls;
  private final Optional<MwTls> material;
  private volatile Optional<Watchdog> watchdog = Optional.empty();

  private record Sockets(DatagramSocket udp, ServerSocket tcp) {}

  private ListeningPoints(MwConfig config, Duration idle, MwInbox inbox, MeterRegistry metrics)
      throws IOException {
    material = config.tls().spoken() ? Optional.of(new MwTls(config.tls())) : Optional.empty();
    Sockets sockets = bind(config);
    String plain = advertised(config, config.advertisedPort().orElse(sockets.tcp().getLocalPort()));
    udp = new UdpSocket(sockets.udp(), inbox, plain, trouble(Transport.UDP, metrics));
    tcp =
        new TcpConnections(
            sockets.tcp(),
            Optional.empty(),
            inbox,
            plain,
            config,
            idle,
            metrics,
            trouble(Transport.TCP, metrics));
    if (material.isPresent()) {
      ServerSocket secure = new ServerSocket();
      secure.bind(new InetSocketAddress(InetAddress.getByName(config.host()), config.tls().port()));
      String shown = advertised(config, secure.getLocalPort());
      tls =
          Optional.of(
              new TcpConnections(
                  secure,
                  material,
                  inbox,
                  shown,
                  config,
                  idle,
                  metrics,
                  trouble(Transport.TLS, metrics)));
    } else {
      tls = Optional.empty();
    }
  }

  private static SocketTrouble trouble(Transport transport, MeterRegistry metrics) {
    return new SocketTrouble(transport, metrics, Thread::sleep);
  }

  static ListeningPoints open(
      MwConfig config, Duration idle, MwInbox inbox, MeterRegistry metrics) {
    try {
      return new ListeningPoints(config, idle, inbox, metrics);
    } catch (IOException e) {
      throw new ConfigError(
          "mw cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + " (UDP and TCP"
              + (config.tls().spoken() ? ", TLS on " + config.tls().port() : "")
              + "): "
              + e.getMessage()
              + "; stop the other program or choose another port",
          e);
    }
  }

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
    return shown + ":" + port;
  }

  UdpSocket udp() {
    return udp;
  }

  TcpConnections tcp() {
    return tcp;
  }

  TcpConnections tls() {
    return tls.orElseThrow(() -> new LinkDown("no TLS towards the core: see mw.tls"));
  }

  boolean speaksTls() {
    return tls.isPresent();
  }

  Optional<MwTls> material() {
    return material;
  }

  void watchedBy(Watchdog dog) {
    watchdog = Optional.of(dog);
  }

  Optional<String> problem() {
    return watchdog
        .flatMap(Watchdog::problem)
        .or(udp::problem)
        .or(tcp::problem)
        .or(() -> tls.flatMap(TcpConnections::problem));
  }

  @Override
  public void close() {
    udp.close();
    tcp.close();
    tls.ifPresent(TcpConnections::close);
  }

  @Override
  public String toString() {
    return udp.sentBy() + " UDP and TCP" + tls.map(t -> ", " + t.sentBy() + " TLS").orElse("");
  }
}
