// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.store;

import java.util.Locale;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * Where a function keeps what must outlive a request.
 *
 * @param url JDBC address of an H2 file or a PostgreSQL database; without it everything is in
 *     memory and ends with the process
 * @param user empty for the H2 file's nameless owner
 * @param maxConnections of this node
 */
public record StoreConfig(
    Optional<String> url, String user, Optional<Secret> password, int maxConnections) {
  private static final int MOST_CONNECTIONS = 200;

  public StoreConfig {
    url.ifPresent(StoreConfig::requireKnown);
    if (maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "max-connections must be 1 to " + MOST_CONNECTIONS + ", found " + maxConnections);
    }
  }

  /** In memory, of this process alone. */
  public static StoreConfig inMemory() {
    return new StoreConfig(Optional.empty(), "", Optional.empty(), 8);
  }

  boolean postgresql() {
    return url.filter(given -> given.startsWith("jdbc:postgresql:")).isPresent();
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
    boolean h2Memory = url.matches("jdbc:h2:mem:.+");
    if (!h2File && !h2Memory && !url.startsWith("jdbc:postgresql://")) {
      throw new IllegalArgumentException(
          "url must begin with jdbc:h2:file:/ (or ./ or ~/) or jdbc:postgresql://");
    }
  }
}
