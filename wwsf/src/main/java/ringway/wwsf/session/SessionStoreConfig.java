// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.util.Optional;
import ringway.runtime.config.Secret;
import ringway.runtime.store.StoreConfig;

/**
 * Where sessions are kept, section {@code wwsf.store}.
 *
 * @param encryptionKey encrypts what sessions hold and the cookie of a sign-in under way; the same
 *     on all nodes
 */
public record SessionStoreConfig(
    Optional<String> url,
    String user,
    Optional<Secret> password,
    int maxConnections,
    Optional<Secret> encryptionKey) {
  private static final int SHORTEST_KEY = 32;

  public SessionStoreConfig {
    if (url.isPresent() && encryptionKey.isEmpty()) {
      throw new IllegalArgumentException("encryption-key is needed with url");
    }
    if (encryptionKey.filter(key -> key.reveal().length() < SHORTEST_KEY).isPresent()) {
      throw new IllegalArgumentException(
          "encryption-key must have at least 32 characters: openssl rand -base64 32");
    }
  }

  public StoreConfig database() {
    return new StoreConfig(
        url.orElse(StoreConfig.inMemory().url()), user, password, maxConnections);
  }
}
