// SPDX-License-Identifier: Apache-2.0
package ringway.agw.udp;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mark by which routers know media (RFC 2474, TS 23.334 §5.7). */
public final class Dscp {
  private static final Logger log = LoggerFactory.getLogger(Dscp.class);
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  /** Sets the octet of the mark at a socket. */
  interface Marker {
    void mark(int trafficClass) throws IOException;
  }

  private Dscp() {}

  /** What is sent bears it, where the system lets us; 0 leaves it unmarked. */
  public static void mark(NetworkChannel channel, int dscp) {
    mark(dscp, octet -> channel.setOption(StandardSocketOptions.IP_TOS, octet));
  }

  static void mark(int dscp, Marker marker) {
    if (dscp == 0) {
      return;
    }
    try {
      marker.mark(dscp << 2); // two bits of ECN below it
    } catch (IOException | UnsupportedOperationException e) {
      if (!TOLD.getAndSet(true)) {
        log.warn("media is not marked with DSCP {}: {}", dscp, e.getMessage());
      }
    }
  }
}
