// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Two bound sockets: RTP on an even port, RTCP on the next (RFC 3550 §11). */
record PortPair(DatagramChannel rtp, DatagramChannel rtcp) implements AutoCloseable {
  int port() {
    return portOf(rtp);
  }

  int rtcpPort() {
    return portOf(rtcp);
  }

  private static int portOf(DatagramChannel channel) {
    try {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (rtp;
        rtcp) {
      // closes both, also when one fails
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
