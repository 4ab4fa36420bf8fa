// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Hands out pairs of ports, RTP on an even one and RTCP on the next. One owner thread. */
public final class MediaPorts {
  private final InetAddress host;
  private final int first;
  private final int pairs;
  private int next;

  /** Both sockets are bound. */
  record Pair(DatagramSocket rtp, DatagramSocket rtcp) {
    void close() {
      rtp.close();
      rtcp.close();
    }
  }

  public MediaPorts(InetAddress host, int min, int max) {
    this.host = host;
    first = min + min % 2;
    pairs = Math.max(0, (max - first + 1) / 2);
  }

  public InetAddress host() {
    return host;
  }

  /** Goes round the range, so that late packets of an ended call meet nobody; empty when full. */
  Optional<Pair> take() {
    for (int tries = 0; tries < pairs; tries++) {
      int port = first + 2 * next;
      next = (next + 1) % pairs;
      Optional<Pair> pair = bind(port);
      if (pair.isPresent()) {
        return pair;
      }
    }
    return Optional.empty();
  }

  private Optional<Pair> bind(int port) {
    try {
      DatagramSocket rtp = new DatagramSocket(new InetSocketAddress(host, port));
      try {
        return Optional.of(
            new Pair(rtp, new DatagramSocket(new InetSocketAddress(host, port + 1))));
      } catch (IOException taken) {
        rtp.close();
        return Optional.empty();
      }
    } catch (IOException taken) {
      return Optional.empty();
    }
  }
}
