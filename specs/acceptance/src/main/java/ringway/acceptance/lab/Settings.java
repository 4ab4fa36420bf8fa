// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import ringway.runtime.config.ConfigSource;

/**
 * Settings of one function, written the way an operator writes them: a file over the reference
 * file. Keys are given with dots between their levels.
 */
final class Settings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 12_000;

  /** Starts anywhere, since other runs on this machine count as well. */
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(new SecureRandom().nextInt(PORTS));

  private final String section;
  private final Map<String, Object> tree = new LinkedHashMap<>();

  Settings(String section) {
    this.section = section;
  }

  @SuppressWarnings("unchecked")
  Settings with(String key, Object value) {
    String[] path = key.split("\\.");
    Map<String, Object> level = tree;
    for (int i = 0; i < path.length - 1; i++) {
      level =
          (Map<String, Object>)
              level.computeIfAbsent(path[i], _ -> new LinkedHashMap<String, Object>());
    }
    level.put(path[path.length - 1], value);
    return this;
  }

  /** Where the flow has not said otherwise. */
  Settings withDefault(String key, Object value) {
    return isSet(key) ? this : with(key, value);
  }

  boolean isSet(String key) {
    Object level = tree;
    for (String name : key.split("\\.")) {
      level = level instanceof Map<?, ?> keys ? keys.get(name) : null;
    }
    return level != null;
  }

  /** Bound by the same code that serves operators; JSON is YAML. */
  <T> T bind(Class<T> type) {
    try {
      Path file = Files.createTempFile("ringway-" + section, ".yaml");
      try {
        Files.writeString(file, JSON.writeValueAsString(Map.of(section, tree)));
        return ConfigSource.read(Optional.of(file), Set.of(section), Map.of())
            .section(section, type);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A port, TCP and UDP, nobody listens on now, for what must be known before it is open. Taken
   * from below the range of which the system gives out ports by itself, so that no outgoing
   * connection gets hold of it in between.
   */
  static int freePort() {
    while (true) {
      int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket _ = new ServerSocket(port, 1, loopback);
          DatagramSocket _ = new DatagramSocket(port, loopback)) {
        return port;
      } catch (IOException _) {
        // taken: the next one
      }
    }
  }
}
