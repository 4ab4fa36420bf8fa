// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.ConfigSource;

/** Settings of one function, given as an operator's file would give them. */
final class Settings {
  private Settings() {}

  static <T> T of(String section, String yaml, Class<T> type) throws IOException {
    Path file = Files.createTempFile("ringway-bench", ".yaml");
    try {
      Files.writeString(file, section + ":\n" + yaml.indent(2));
      return ConfigSource.read(Optional.of(file), Set.of(section), Map.of()).section(section, type);
    } finally {
      Files.delete(file);
    }
  }
}
