// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.nio.file.Path;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * How a controller makes itself known to a media function, and knows it.
 *
 * @param token shown in the handshake
 */
public record IqAccess(Optional<Secret> token, Tls tls) {
  private static final int SHORTEST_TOKEN = 32;

  public IqAccess {
    requireLong(token);
  }

  /**
   * @param authorities PEM certificates of those who sign the media functions' certificates;
   *     without them the public ones count
   * @param certificate PEM chain this controller shows
   * @param key PEM private key of it
   */
  public record Tls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
    public Tls {
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException("tls.certificate and tls.key come together");
      }
    }
  }

  /** Enough for a media function on loopback. */
  public static IqAccess open() {
    return new IqAccess(
        Optional.empty(), new Tls(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** A token as its file has it now, that it may change; one that is too short is not taken. */
  static Optional<Secret> current(Optional<Secret> token) {
    Optional<Secret> now = token.map(Secret::again);
    return isShort(now) ? token : now;
  }

  private static boolean isShort(Optional<Secret> token) {
    return token.filter(secret -> secret.reveal().length() < SHORTEST_TOKEN).isPresent();
  }

  static void requireLong(Optional<Secret> token) {
    if (isShort(token)) {
      throw new IllegalArgumentException(
          "token must have at least 32 characters: use openssl rand -base64 32");
    }
  }
}
