// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ringway.launcher.ports.PortClaim;
import ringway.launcher.ports.PortClaim.Transport;
import ringway.runtime.config.ConfigSource;

/**
 * Which ports functions are going to open, read from their settings: whatever is called {@code
 * port} and is neither switched off nor left to the system.
 */
final class OpenPorts {
  private static final String PORT = "port";
  private static final String WEBRTC = "media.webrtc";
  private static final String RTCP = WEBRTC + ".rtcp";

  /** What is not TCP. */
  private static final Map<String, Transport> TRANSPORTS =
      Map.of(
          "ims-core.port",
          Transport.UDP_AND_TCP,
          "ims-core.phones.port",
          Transport.UDP_AND_TCP,
          "ep-cscf.mw.port",
          Transport.UDP_AND_TCP,
          WEBRTC + ".port",
          Transport.UDP,
          RTCP + ".port",
          Transport.UDP);

  private final List<PortClaim> claims = new ArrayList<>();

  private OpenPorts() {}

  /** Those users see first come first. */
  static List<PortClaim> of(ConfigSource source) {
    OpenPorts ports = new OpenPorts();
    for (NodeFunction<?> function : NodeFunction.ALL.reversed()) {
      JsonNode settings = source.effective(function.section(), function.config());
      ports.read(function.section(), settings, MissingNode.getInstance(), "");
    }
    return ports.claims;
  }

  /**
   * @param around the settings this group is one of
   * @param near the nearest address to listen on
   */
  private void read(String path, JsonNode group, JsonNode around, String near) {
    boolean off = !group.path("enabled").asBoolean(true);
    if (off || path.equals(WEBRTC) && !around.path("engine").asText().equals("embedded")) {
      return;
    }
    String host =
        Stream.of("host", "address")
            .map(key -> group.path(key).asText())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(near);
    int port = port(path, group, around);
    if (port > 0) {
      String key = path + "." + PORT;
      claims.add(new PortClaim(key, host, port, TRANSPORTS.getOrDefault(key, Transport.TCP)));
    }
    for (Map.Entry<String, JsonNode> setting : group.properties()) {
      read(path + "." + setting.getKey(), setting.getValue(), group, host);
    }
  }

  /** 0 when none is opened, or any. */
  private static int port(String path, JsonNode group, JsonNode around) {
    if (group.path("mode").asText().equals("off")) {
      return 0;
    }
    int before = around.path(PORT).asInt();
    return path.equals(RTCP) && group.path(PORT).isNull() && before > 0
        ? before + 1
        : group.path(PORT).asInt();
  }
}
