// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.agw.MediaConfig;
import ringway.agw.RtpConfig;

/**
 * The rtpengine to use, and our end of the plain RTP to them.
 *
 * @param nodes NG addresses: {@code udp://}, {@code ws://} or {@code wss://}
 * @param label in the names of our calls, by which left-overs are known
 * @param innerInterface of rtpengine, towards us; empty when it has only one
 * @param outerInterface of rtpengine, towards browsers
 * @param address on which we take its plain RTP
 * @param firstPort of ours for that; 0 leaves the choice to the system
 * @param threads that serve those ports
 */
public record RtpengineConfig(
    List<URI> nodes,
    String label,
    Optional<String> innerInterface,
    Optional<String> outerInterface,
    String address,
    int firstPort,
    int lastPort,
    int threads,
    Duration requestTime,
    Duration pingInterval) {
  private static final Set<String> SCHEMES = Set.of("udp", "ws", "wss");

  public RtpengineConfig {
    nodes = List.copyOf(nodes);
    for (URI node : nodes) {
      if (!SCHEMES.contains(String.valueOf(node.getScheme()))
          || node.getHost() == null
          || node.getPort() < 1) {
        throw new IllegalArgumentException(
            "rtpengine.nodes are such as udp://127.0.0.1:2223 or ws://127.0.0.1:2225, found "
                + node);
      }
    }
    if (!label.matches("[A-Za-z0-9._-]{1,40}")) {
      throw new IllegalArgumentException(
          "rtpengine.label must be 1 to 40 letters, digits or `._-`, found " + label);
    }
    if (innerInterface.isPresent() != outerInterface.isPresent()) {
      throw new IllegalArgumentException(
          "rtpengine.inner-interface and rtpengine.outer-interface belong together");
    }
    RtpConfig.requirePorts("rtpengine", firstPort, lastPort);
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("rtpengine.threads must be 1 to 64, found " + threads);
    }
    MediaConfig.requirePositive("rtpengine.request-time", requestTime);
    MediaConfig.requirePositive("rtpengine.ping-interval", pingInterval);
  }
}
