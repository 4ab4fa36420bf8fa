// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.ConfigSource;

/**
 * Settings of one function, written the way an operator writes them: a file over the reference
 * file. Keys are given with dots between their levels.
 */
final class Settings {
  private static final ObjectMapper JSON = new ObjectMapper();

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
}
