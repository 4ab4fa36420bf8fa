// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Ports that must be known before they are open. */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int PORTS = 12_000;

  /** Starts anywhere, since other runs on this machine count as well. */
  private static final AtomicInteger NEXT = new AtomicInteger(new SecureRandom().nextInt(PORTS));

  private FreePort() {}

  /**
   * A port, TCP and UDP, nobody listens on now. Taken from below the range of which the system
   * gives out ports by itself, so that no outgoing connection gets hold of it in between.
   */
  public static int next() {
    while (true) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), PORTS);
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket _ = new ServerSocket(port, 1, loopback);
          DatagramSocket _ = new DatagramSocket(port, loopback)) {
        return port;
      } catch (IOException _) {
        // taken: the next one
      }
    }
  }

  /** Whether a program takes datagrams there; looked up, for trying would be in its way. */
  static boolean isTakenForDatagrams(int port) {
    String local = String.format(Locale.ROOT, ":%04X ", port);
    try (Stream<String> sockets = Files.lines(Path.of("/proc/net/udp"))) {
      return sockets.anyMatch(line -> line.contains(local));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
