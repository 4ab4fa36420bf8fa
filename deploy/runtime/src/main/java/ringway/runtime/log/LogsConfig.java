// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the logs, section {@code logs}.
 *
 * @param file where lines go instead of the console
 * @param levels logger name to level, for a closer look at one part
 */
public record LogsConfig(
    Level level, Format format, Optional<Path> file, Map<String, Level> levels) {
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  public enum Format {
    @JsonProperty("text")
    TEXT,
    @JsonProperty("json")
    JSON
  }

  public LogsConfig {
    levels = Map.copyOf(levels);
  }

  public static LogsConfig console() {
    return new LogsConfig(Level.INFO, Format.TEXT, Optional.empty(), Map.of());
  }
}
