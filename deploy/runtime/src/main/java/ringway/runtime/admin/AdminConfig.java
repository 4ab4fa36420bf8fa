// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.admin;

import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * Settings of a function's administration, section {@code admin}.
 *
 * @param token what administrators show; without it there is no administration
 */
public record AdminConfig(Optional<Secret> token) {
  private static final int SHORTEST_TOKEN = 32;

  public AdminConfig {
    if (token.filter(secret -> secret.reveal().length() < SHORTEST_TOKEN).isPresent()) {
      throw new IllegalArgumentException(
          "token must have at least 32 characters: use openssl rand -base64 32");
    }
  }

  /** What guards the routes; without it none may be opened. */
  public Optional<AdminToken> guard() {
    return token.map(AdminToken::new);
  }
}
