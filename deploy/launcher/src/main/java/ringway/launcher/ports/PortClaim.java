// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.ports;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port some function is going to listen on.
 *
 * @param key the setting that chooses it, with its section
 */
public record PortClaim(String key, String host, int port, Transport transport) {
  public enum Transport {
    TCP,
    UDP,
    UDP_AND_TCP;

    boolean tcp() {
      return this != UDP;
    }

    boolean udp() {
      return this != TCP;
    }
  }

  private static final String LOOPBACK = "127.0.0.1";
  private static final int FIRST_FREE = 20_000;
  private static final int FREE_PORTS = 10_000;

  /** From anywhere, so that two processes seldom meet. */
  private static final AtomicInteger NEXT_FREE =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(FREE_PORTS));

  private static final List<PortClaim> DEFAULTS =
      List.of(
          new PortClaim("wwsf.listen.port", LOOPBACK, 8080, Transport.TCP),
          new PortClaim("waf.listen.port", LOOPBACK, 8081, Transport.TCP),
          new PortClaim("ep-cscf.w2.port", LOOPBACK, 8082, Transport.TCP),
          new PortClaim("media.iq.port", LOOPBACK, 8083, Transport.TCP),
          new PortClaim("ep-cscf.mw.port", LOOPBACK, 5070, Transport.UDP_AND_TCP),
          new PortClaim("ims-core.port", LOOPBACK, 5060, Transport.UDP_AND_TCP),
          new PortClaim("media.webrtc.port", LOOPBACK, 40000, Transport.UDP),
          new PortClaim("media.webrtc.rtcp.port", LOOPBACK, 40001, Transport.UDP),
          new PortClaim("wwsf.management.port", LOOPBACK, 9080, Transport.TCP),
          new PortClaim("waf.management.port", LOOPBACK, 9081, Transport.TCP),
          new PortClaim("ep-cscf.management.port", LOOPBACK, 9082, Transport.TCP),
          new PortClaim("media.management.port", LOOPBACK, 9083, Transport.TCP),
          new PortClaim("ims-core.management.port", LOOPBACK, 9084, Transport.TCP));

  /**
   * Every port of the all-in-one, as the reference files have it; those cannot be read before
   * anything is built.
   */
  public static List<PortClaim> defaults() {
    return DEFAULTS;
  }

  /** The same port moved by its environment variable, where that is set to a number. */
  public PortClaim under(Map<String, String> environment) {
    String given = environment.getOrDefault(variable(), "");
    return given.matches("\\d{1,5}")
        ? new PortClaim(key, host, Integer.parseInt(given), transport)
        : this;
  }

  /** The environment variable that chooses another port. */
  public String variable() {
    return "RINGWAY_" + key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** Empty when the port can be had now; else one sentence: who holds it, what to do. */
  public Optional<String> problem() {
    if (port == 0) {
      return Optional.empty();
    }
    try {
      tryToBind();
      return Optional.empty();
    } catch (BindException e) {
      String holder =
          PortHolder.of(port, transport.tcp(), transport.udp()).orElse("another program");
      return Optional.of(
          "Port %d (%s) for %s on %s is taken by %s: end it, or choose another port with %s=<port> in the environment."
              .formatted(port, protocol(), key, host, holder, variable()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(
          "Port %d for %s cannot be opened on %s: %s.".formatted(port, key, host, e.getMessage()));
    }
  }

  private void tryToBind() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
    if (transport.tcp()) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(address);
      }
    }
    if (transport.udp()) {
      new DatagramSocket(address).close();
    }
  }

  /**
   * A port nobody listens on just now and that was not given here lately. Below the range of which
   * the system gives out ports by itself: an outgoing connection must not get hold of it meanwhile.
   */
  public int freePort() {
    for (int tried = 0; tried < FREE_PORTS; tried++) {
      int candidate = FIRST_FREE + Math.floorMod(NEXT_FREE.getAndIncrement(), FREE_PORTS);
      try {
        new PortClaim(key, host, candidate, transport).tryToBind();
        return candidate;
      } catch (BindException _) {
        // taken: the next one
      } catch (IOException e) {
        throw new IllegalStateException("no free port for " + key + ": " + e.getMessage(), e);
      }
    }
    throw new IllegalStateException("no free port for " + key);
  }

  public String protocol() {
    return switch (transport) {
      case TCP -> "TCP";
      case UDP -> "UDP";
      case UDP_AND_TCP -> "UDP and TCP";
    };
  }
}
