// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One contact of a registered user.
 *
 * @param contact the Contact URI
 * @param address the Contact with its parameters but expires, as it is given back
 * @param flow instance and reg-id together (RFC 5626), when the user asked for outbound
 * @param path nearest to us first, as RFC 3327 lists it
 */
public record Binding(
    String id,
    String contact,
    String address,
    Optional<String> flow,
    List<String> path,
    String callId,
    long cseq,
    Instant since,
    Instant expires) {

  /** RFC 5626 §6: instance and reg-id name a flow; else the contact URI does. */
  boolean sameAs(Binding other) {
    return flow.isPresent() && flow.equals(other.flow)
        || flow.isEmpty() && other.flow.isEmpty() && contact.equals(other.contact);
  }

  Map<String, Object> asJson() {
    return Map.of(
        "contact", contact,
        "flow", flow.orElse(""),
        "path", path,
        "since", since.toString(),
        "expires", expires.toString());
  }
}
