// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Who is at the other end of one socket. Signalled by a control thread, latched by the selector
 * thread, read by the sender.
 */
final class RtpPeer {
  private final SourceFilter filter;
  private volatile Optional<InetSocketAddress> destination = Optional.empty();
  private volatile boolean latched;

  RtpPeer(SourceFilter filter) {
    this.filter = filter;
  }

  /** A changed address also ends a latch: re-latching happens on command only, TS 23.334 §5.4. */
  void signalled(Optional<InetSocketAddress> remote) {
    latched = false;
    destination = remote;
  }

  Optional<InetSocketAddress> destination() {
    return destination;
  }

  boolean accepts(InetSocketAddress source) {
    Optional<InetSocketAddress> expected = destination;
    if (expected.isEmpty()) {
      return false;
    }
    return switch (filter) {
      case ADDRESS_AND_PORT -> source.equals(expected.get());
      case ADDRESS -> source.getAddress().equals(expected.get().getAddress());
      case LATCH -> {
        if (!latched) {
          latched = true;
          destination = Optional.of(source);
          yield true;
        }
        yield source.equals(expected.get());
      }
    };
  }
}
