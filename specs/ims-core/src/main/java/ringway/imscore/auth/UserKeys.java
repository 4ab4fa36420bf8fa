// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * What a user can prove itself with; without either only a trusted node's word registers it.
 *
 * @param card the home's copy
 */
public record UserKeys(Optional<Secret> password, Optional<Card> card) {
  public static UserKeys none() {
    return new UserKeys(Optional.empty(), Optional.empty());
  }

  boolean isNone() {
    return password.isEmpty() && card.isEmpty();
  }
}
