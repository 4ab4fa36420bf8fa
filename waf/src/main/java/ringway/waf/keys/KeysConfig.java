// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * Settings of the keys, besides the file {@code signing-key}.
 *
 * @param encryptionKey has the keys kept in the database, encrypted by it
 * @param formerEncryptionKey what they were encrypted by before it was exchanged
 * @param life how long a key signs before the next takes over
 * @param lead how long a key is published before it signs
 * @param retired files of keys that are published still, and sign no more
 */
public record KeysConfig(
    Optional<Secret> encryptionKey,
    Optional<Secret> formerEncryptionKey,
    Duration life,
    Duration lead,
    List<Path> retired) {
  private static final int SHORTEST_SECRET = 32;
  private static final Duration SHORTEST_LEAD = Duration.ofSeconds(10);

  public KeysConfig {
    if (encryptionKey.filter(KeysConfig::isShort).isPresent()
        || formerEncryptionKey.filter(KeysConfig::isShort).isPresent()) {
      throw new IllegalArgumentException(
          "encryption-key must have at least 32 characters: use openssl rand -base64 32");
    }
    if (lead.compareTo(SHORTEST_LEAD) < 0) {
      throw new IllegalArgumentException("lead must be at least 10s, found " + lead);
    }
    if (life.compareTo(lead.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException("life must be at least twice lead");
    }
    retired = List.copyOf(retired);
  }

  private static boolean isShort(Secret secret) {
    return secret.reveal().length() < SHORTEST_SECRET;
  }
}
