// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.BitSet;
import java.util.Optional;
import ringway.agw.udp.UdpSocket;

/**
 * Hands out port pairs, going round the range so that a port just freed rests before it is used
 * again: stray packets of the old call then meet nobody. Thread-safe.
 */
final class PortRange {
  private static final int FREE_CHOICE_ATTEMPTS = 200;

  private final InetAddress address;
  private final int dscp;
  private final int first;
  private final int pairs;
  private final BitSet used = new BitSet(); // guarded by this
  private int next; // guarded by this

  /**
   * @param first 0 leaves the choice to the system
   */
  PortRange(InetAddress address, int first, int last, int dscp) {
    this.address = address;
    this.dscp = dscp;
    this.first = first + (first & 1);
    pairs = first == 0 ? 0 : (last - this.first + 1) / 2;
  }

  /** Empty when all are taken, by us or by others. */
  synchronized Optional<PortPair> open() {
    if (first == 0) {
      return anywhere();
    }
    for (int i = 0; i < pairs; i++) {
      int index = (next + i) % pairs;
      if (used.get(index)) {
        continue;
      }
      Optional<PortPair> pair = bind(first + 2 * index);
      if (pair.isPresent()) {
        used.set(index);
        next = (index + 1) % pairs;
        return pair;
      }
    }
    return Optional.empty();
  }

  /** After the sockets are closed. */
  synchronized void free(int port) {
    if (first != 0) {
      used.clear((port - first) / 2);
    }
  }

  private Optional<PortPair> anywhere() {
    Optional<PortPair> pair = Optional.empty();
    for (int i = 0; i < FREE_CHOICE_ATTEMPTS && pair.isEmpty(); i++) {
      pair = bind(freePort() & ~1);
    }
    return pair;
  }

  private int freePort() {
    try (UdpSocket probe = socket(0)) {
      return probe.localAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<PortPair> bind(int port) {
    try {
      UdpSocket rtp = socket(port);
      try {
        return Optional.of(new PortPair(rtp, socket(port + 1)));
      } catch (SocketException _) {
        rtp.close();
        return Optional.empty();
      }
    } catch (SocketException _) {
      return Optional.empty(); // taken by another program
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private UdpSocket socket(int port) throws IOException {
    return UdpSocket.open(new InetSocketAddress(address, port), dscp);
  }
}
