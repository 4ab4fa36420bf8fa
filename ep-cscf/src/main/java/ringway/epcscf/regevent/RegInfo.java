// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import java.util.List;
import java.util.Optional;
import ringway.epcscf.registration.ContactEvent;

/**
 * A reginfo document (RFC 3680 §5).
 *
 * @param full whether it tells of every registration, not only of what changed
 */
record RegInfo(long version, boolean full, List<Element> registrations) {
  RegInfo {
    registrations = List.copyOf(registrations);
  }

  /** One public identity. */
  record Element(String aor, boolean terminated, List<Contact> contacts) {
    Element {
      contacts = List.copyOf(contacts);
    }
  }

  /**
   * One contact of it.
   *
   * @param event empty when it is none of RFC 3680
   * @param expires seconds, when said
   * @param callId of the REGISTER that changed it last; empty when not said
   * @param instance without quotes; empty when not said (RFC 5626)
   */
  record Contact(
      String uri,
      boolean terminated,
      Optional<ContactEvent> event,
      Optional<Long> expires,
      String callId,
      Optional<Long> cseq,
      String instance,
      String regId) {}
}
