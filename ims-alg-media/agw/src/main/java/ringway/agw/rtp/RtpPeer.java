// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.net.InetSocketAddress;
import java.util.Optional;
import ringway.agw.udp.UdpAddress;
import ringway.agw.udp.UdpSource;

/**
 * Who is at the other end of one socket. Signalled by a control thread, latched by the receiving
 * thread, read by the sender.
 */
final class RtpPeer {
  private final SourceFilter filter;
  private volatile Optional<UdpAddress> destination = Optional.empty();
  private volatile boolean latched;

  RtpPeer(SourceFilter filter) {
    this.filter = filter;
  }

  /** A changed address also ends a latch: re-latching happens on command only, TS 23.334 §5.4. */
  void signalled(Optional<InetSocketAddress> remote) {
    latched = false;
    destination = remote.map(UdpAddress::of);
  }

  Optional<UdpAddress> destination() {
    return destination;
  }

  boolean accepts(UdpSource source) {
    Optional<UdpAddress> expected = destination;
    if (expected.isEmpty()) {
      return false;
    }
    return switch (filter) {
      case ADDRESS_AND_PORT -> source.is(expected.get());
      case ADDRESS -> source.isAt(expected.get());
      case LATCH -> {
        if (!latched) {
          latched = true;
          destination = Optional.of(source.address());
          yield true;
        }
        yield source.is(expected.get());
      }
    };
  }
}
