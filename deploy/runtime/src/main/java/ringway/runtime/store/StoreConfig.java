// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * Where a function keeps what must outlive a request.
 *
 * @param url JDBC address of an H2 file or a PostgreSQL database, or of an H2 database in memory,
 *     which ends with the process
 * @param user empty for the H2 file's nameless owner
 * @param maxConnections of this node
 */
public record StoreConfig(String url, String user, Optional<Secret> password, int maxConnections) {
  private static final String H2_MEMORY = "jdbc:h2:mem:";
  private static final String H2_FILE = "jdbc:h2:file:";
  private static final int MOST_CONNECTIONS = 200;

  public StoreConfig {
    requireKnown(url);
    if (maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "max-connections must be 1 to " + MOST_CONNECTIONS + ", found " + maxConnections);
    }
  }

  /** In memory, of this process alone. */
  public static StoreConfig inMemory() {
    return new StoreConfig(H2_MEMORY, "", Optional.empty(), 8);
  }

  boolean postgresql() {
    return url.startsWith("jdbc:postgresql:");
  }

  public boolean inMemoryOnly() {
    return url.startsWith(H2_MEMORY);
  }

  /** The file that H2 makes its own names from. */
  Optional<Path> h2File() {
    if (!url.startsWith(H2_FILE)) {
      return Optional.empty();
    }
    String path = url.substring(H2_FILE.length()).split(";", 2)[0];
    return Optional.of(
        Path.of(path.startsWith("~") ? System.getProperty("user.home") + path.substring(1) : path));
  }

  /** The address stays out of the messages: somebody may have put a password into it. */
  private static void requireKnown(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    if (lower.contains("password=") || lower.contains("passwd=")) {
      throw new IllegalArgumentException(
          "url must not hold a password; give it as password: file:/path or env:NAME");
    }
    boolean h2File =
        url.matches("jdbc:h2:file:(/|\\./|~/|[A-Za-z]:[/\\\\]).+"); // H2 takes no other as a path
    if (!h2File && !url.startsWith(H2_MEMORY) && !url.startsWith("jdbc:postgresql://")) {
      throw new IllegalArgumentException(
          "url must begin with jdbc:h2:file:/ (or ./ or ~/), jdbc:postgresql:// or jdbc:h2:mem:");
    }
  }
}
