// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import ringway.agw.rtp.SourceFilter;

/**
 * The core's side.
 *
 * @param advertisedAddress what the core is told, when it differs from the address
 * @param firstPort of the range for port pairs; 0 leaves the choice to the system
 * @param reportInterval of RTCP, towards browsers too
 * @param threads that serve the sockets
 */
public record RtpConfig(
    String address,
    Optional<String> advertisedAddress,
    int firstPort,
    int lastPort,
    SourceFilter sourceFilter,
    Duration reportInterval,
    int threads) {
  public RtpConfig {
    WebRtcConfig.resolved(address);
    requirePorts("rtp", firstPort, lastPort);
    if (advertisedAddress.isEmpty() && WebRtcConfig.isWildcard(address)) {
      throw new IllegalArgumentException(
          "rtp.advertised-address must name what the core can reach when rtp.address is "
              + address);
    }
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("rtp.threads must be 1 to 64, found " + threads);
    }
    MediaConfig.requirePositive("rtp.report-interval", reportInterval);
  }

  /** Both 0, or a range that holds a pair of ports at least. */
  public static void requirePorts(String section, int firstPort, int lastPort) {
    boolean free = firstPort == 0 && lastPort == 0;
    int firstEven = firstPort + (firstPort & 1);
    if (!free && (firstPort < 1024 || lastPort > 65535 || lastPort < firstEven + 1)) {
      throw new IllegalArgumentException(
          section
              + ".first-port and "
              + section
              + ".last-port must hold an even port and the next, between 1024 and 65535 (or both be"
              + " 0), found "
              + firstPort
              + " and "
              + lastPort);
    }
  }

  /** The address the core is told. */
  public String advertised() {
    return advertisedAddress.orElse(address);
  }

  /** The address to listen on. */
  public InetAddress localAddress() {
    return WebRtcConfig.resolved(address);
  }
}
