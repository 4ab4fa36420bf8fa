// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import ringway.iq.Configure;
import ringway.iq.MediaFailure;

/** The core's addresses of one stream; an empty one means nothing is sent there. */
record CoreRemote(Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp) {
  /**
   * @param local our own address, whose family the core's must be
   */
  static CoreRemote of(Configure.RtpRemote signalled, InetAddress local) {
    InetAddress address = literal(signalled.address());
    if (address.getClass() != local.getClass()) {
      throw refused("address family of " + signalled.address() + " is not that of our RTP address");
    }
    requirePort(signalled.port());
    requirePort(signalled.rtcpPort());
    if (address.isAnyLocalAddress()) {
      return new CoreRemote(Optional.empty(), Optional.empty()); // hold in the old manner, RFC 2543
    }
    return new CoreRemote(at(address, signalled.port()), at(address, signalled.rtcpPort()));
  }

  private static Optional<InetSocketAddress> at(InetAddress address, int port) {
    return port == 0 ? Optional.empty() : Optional.of(new InetSocketAddress(address, port));
  }

  private static InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      throw refused("an RTP address must be an IP address, found " + text);
    }
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 65535) {
      throw refused("a port is 0 to 65535, found " + port);
    }
  }

  private static MediaFailure refused(String message) {
    return new MediaFailure(MediaFailure.Kind.BAD_COMMAND, message);
  }
}
