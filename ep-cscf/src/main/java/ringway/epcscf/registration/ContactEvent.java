// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import java.util.Locale;
import java.util.Optional;

/** Why the state of a contact changed: RFC 3680 §5.2. */
public enum ContactEvent {
  REGISTERED,
  CREATED,
  REFRESHED,
  SHORTENED,
  EXPIRED,
  DEACTIVATED,
  PROBATION,
  UNREGISTERED,
  REJECTED;

  /** Empty for a word RFC 3680 does not know. */
  public static Optional<ContactEvent> of(String word) {
    for (ContactEvent event : values()) {
      if (event.word().equals(word)) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the client is to register anew after its binding ended so. */
  public boolean invitesBack() {
    return switch (this) {
      case DEACTIVATED, PROBATION, SHORTENED, EXPIRED -> true;
      case REGISTERED, CREATED, REFRESHED, UNREGISTERED, REJECTED -> false;
    };
  }
}
