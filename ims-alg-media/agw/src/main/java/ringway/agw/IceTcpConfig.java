// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.time.Duration;

/**
 * ICE over TCP (RFC 6544) for browsers whose network lets no UDP through.
 *
 * @param checkTime after which a connection without a valid check is closed
 * @param idleTime after which one without any packet is closed
 */
public record IceTcpConfig(
    boolean enabled, int port, int maxConnections, Duration checkTime, Duration idleTime) {
  public IceTcpConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("webrtc.tcp.port must be 0 to 65535, found " + port);
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "webrtc.tcp.max-connections must be 1 or more, found " + maxConnections);
    }
    MediaConfig.requirePositive("webrtc.tcp.check-time", checkTime);
    MediaConfig.requirePositive("webrtc.tcp.idle-time", idleTime);
  }
}
