// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.util.List;

/** Hears of contacts that come and go. */
interface RegistrationListener {
  /** The contact events of RFC 3680 §5.2 used here. */
  enum ContactEvent {
    CREATED,
    EXPIRED,
    UNREGISTERED,
    DEACTIVATED,
    REJECTED;

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * @param changed the contacts the event is about; those that ended are no longer in the table
   */
  void changed(Subscription subscription, ContactEvent event, List<Binding> changed);
}
