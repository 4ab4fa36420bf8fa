// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.imscore.auth.DigestCredentials;

/**
 * One contact of a registered user.
 *
 * @param contact the Contact URI
 * @param address the Contact with its parameters but expires, as it is given back
 * @param flow instance and reg-id (RFC 5626), when the user asked for outbound
 * @param path nearest to us first, as RFC 3327 lists it
 * @param credentials of the REGISTER, with what the edge said
 */
public record Binding(
    String contact,
    String address,
    Optional<Flow> flow,
    List<String> path,
    DigestCredentials credentials,
    String callId,
    long cseq,
    Instant since,
    Instant expires) {

  /** One of the flows of one device. */
  public record Flow(String instance, int regId) {}

  /** RFC 5626 §6: instance and reg-id name a flow; else the contact URI does. */
  boolean sameAs(Binding other) {
    return flow.isPresent() && flow.equals(other.flow)
        || flow.isEmpty() && other.flow.isEmpty() && contact.equals(other.contact);
  }

  Binding endingBy(Instant end) {
    Instant sooner = end.isBefore(expires) ? end : expires;
    return new Binding(contact, address, flow, path, credentials, callId, cseq, since, sooner);
  }

  Map<String, Object> asJson() {
    return Map.of(
        "contact", contact,
        "instance", flow.map(Flow::instance),
        "reg_id", flow.map(Flow::regId),
        "path", path,
        "authorization", credentials.masked(),
        "auth_done", credentials.authDone(),
        "since", since.toString(),
        "expires", expires.toString());
  }
}
