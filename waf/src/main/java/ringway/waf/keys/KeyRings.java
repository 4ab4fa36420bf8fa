// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;

/** From the settings to the keys: of files, of the database, or of this process alone. */
public final class KeyRings {
  private static final Logger log = LoggerFactory.getLogger(KeyRings.class);

  /** How far the clocks of this node and of whoever checks a token may differ. */
  private static final Duration CLOCKS = Duration.ofMinutes(1);

  private KeyRings() {}

  /**
   * @param file the setting {@code signing-key}
   * @param longestToken life of the longest-lived token
   */
  public static KeyRing open(
      KeysConfig config,
      Optional<Path> file,
      TokenAlgorithm algorithm,
      Duration longestToken,
      Jdbi jdbi,
      Clock clock) {
    if (file.isPresent() && config.encryptionKey().isPresent()) {
      throw new ConfigError(
          "give either signing-key (a file) or keys.encryption-key (keys in the database)");
    }
    if (config.encryptionKey().isPresent()) {
      StoredKeyRing ring =
          new StoredKeyRing(
              jdbi,
              new KeyWrap(config.encryptionKey().get(), config.formerEncryptionKey()),
              algorithm,
              config.life(),
              config.lead(),
              longestToken.plus(CLOCKS),
              clock);
      ring.start();
      return ring;
    }
    if (file.isEmpty()) {
      log.warn("neither signing-key nor keys.encryption-key: the tokens of this run end with it");
    }
    List<SigningKey> retired = config.retired().stream().map(SigningKey::retired).toList();
    return new FixedKeyRing(
        file.map(path -> SigningKey.in(path, algorithm))
            .orElseGet(() -> SigningKey.fresh(algorithm)),
        retired);
  }
}
