// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import ringway.agw.MediaConfig;
import ringway.agw.RtpConfig;

/**
 * The Kurento Media Servers to use, and our end of the plain RTP to them.
 *
 * @param uris of their WebSockets
 * @param label of our pipelines, by which left-overs are known
 * @param localAddress on which we take their plain RTP
 * @param firstPort of ours for that; 0 leaves the choice to the system
 * @param threads that serve those ports
 */
public record KurentoConfig(
    List<URI> uris,
    String label,
    String localAddress,
    int firstPort,
    int lastPort,
    int threads,
    Duration requestTime,
    Duration pingInterval) {
  private static final Set<String> SCHEMES = Set.of("ws", "wss");

  public KurentoConfig {
    uris = List.copyOf(uris);
    for (URI uri : uris) {
      if (!SCHEMES.contains(String.valueOf(uri.getScheme())) || uri.getHost() == null) {
        throw new IllegalArgumentException(
            "kurento.uris are such as ws://127.0.0.1:8888/kurento, found " + uri);
      }
    }
    if (uris.stream().distinct().count() < uris.size()) {
      throw new IllegalArgumentException("kurento.uris names one twice");
    }
    if (!label.matches("[A-Za-z0-9._-]{1,40}")) {
      throw new IllegalArgumentException(
          "kurento.label must be 1 to 40 letters, digits or `._-`, found " + label);
    }
    RtpConfig.requirePorts("kurento", firstPort, lastPort);
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("kurento.threads must be 1 to 64, found " + threads);
    }
    MediaConfig.requirePositive("kurento.request-time", requestTime);
    MediaConfig.requirePositive("kurento.ping-interval", pingInterval);
  }
}
