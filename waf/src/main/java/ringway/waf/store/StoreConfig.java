// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * Where the WAF keeps what must outlive a request.
 *
 * @param url JDBC address of an H2 file or a PostgreSQL database; without it everything is in
 *     memory and ends with the process
 * @param maxConnections of one node
 */
public record StoreConfig(
    Optional<String> url, String user, Optional<Secret> password, int maxConnections) {
  private static final int MOST_CONNECTIONS = 200;

  public StoreConfig {
    if (url.filter(StoreConfig::isKnown).isEmpty() && url.isPresent()) {
      throw new IllegalArgumentException(
          "url must begin with jdbc:h2: or jdbc:postgresql:, and hold no password");
    }
    if (maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "max-connections must be 1 to " + MOST_CONNECTIONS + ", found " + maxConnections);
    }
  }

  /** In memory, of this process alone. */
  public static StoreConfig inMemory() {
    return new StoreConfig(Optional.empty(), "", Optional.empty(), 8);
  }

  private static boolean isKnown(String url) {
    return (url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:"))
        && !url.toLowerCase(java.util.Locale.ROOT).contains("password=");
  }
}
