// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import ringway.epcscf.registration.Impu;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.registration.TrustDomain;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;

/**
 * What a P-CSCF changes in the headers of what it passes on (TS 24.229 §5.2.6): always on a copy,
 * for the original stays with its transaction.
 */
final class Onward {
  private static final Set<String> ROUTABLE = Set.of("sip", "sips", "tel", "urn");
  private static final String SDP = "application/sdp";

  private final NodeIdentity node;
  private final DialPlan dialPlan;
  private final DialogNames names;

  Onward(NodeIdentity node, DialPlan dialPlan, DialogNames names) {
    this.node = node;
    this.dialPlan = dialPlan;
    this.names = names;
  }

  /** A first request of a registered WIC: TS 24.229 §5.2.6.3. */
  SIPRequest initialToCore(SIPRequest received, Registration registration, String recordRoute) {
    SIPRequest onward = SipMessages.hop(received);
    names.translate(onward, Side.CORE);
    dial(onward);
    String identity = assertedIdentity(received, registration);
    TrustDomain.screenFromAccess(onward);
    Trickle.takeOut(onward);
    SipMessages.removeHeaders(onward, "P-Preferred-Identity");
    SipMessages.setHeader(onward, "P-Asserted-Identity", "<" + identity + ">");
    SipMessages.setHeader(onward, "P-Charging-Vector", node.chargingVector());
    if (SipMessages.is(onward, "INVITE")) {
      // RFC 5009 §6: the gate is here, so the core is to say what may pass it.
      SipMessages.setHeader(onward, EarlyMedia.HEADER, "supported");
    }
    // §5.2.6.3.3: whatever Route the WIC sent, the stored Service-Route is what counts.
    SipMessages.removeHeaders(onward, "Route");
    registration.serviceRoute().forEach(route -> SipMessages.addHeader(onward, "Route", route));
    SipMessages.addFirst(onward, "Record-Route", recordRoute);
    return onward;
  }

  private void dial(SIPRequest onward) {
    String dialled = onward.getRequestURI().toString();
    String number = dialPlan.apply(dialled);
    if (!number.equals(dialled)) {
      onward.setRequestURI(SipMessages.uri(number));
    }
  }

  /** A first request for a registered WIC: TS 24.229 §5.2.6.4. */
  SIPRequest initialToAccess(SIPRequest received, String recordRoute) {
    SIPRequest onward = SipMessages.hop(received);
    names.translate(onward, Side.ACCESS);
    SipMessages.removeHeaders(onward, "Route");
    TrustDomain.screenTowardsAccess(onward);
    Trickle.takeOut(onward);
    SipMessages.addFirst(onward, "Record-Route", recordRoute);
    return onward;
  }

  /** A request inside a dialog: our own Route entry is taken off. */
  SIPRequest within(SIPRequest received, Side from) {
    SIPRequest onward = SipMessages.hop(received);
    SipMessages.removeFirst(onward, "Route");
    names.translate(onward, from.other());
    screen(onward, from);
    return onward;
  }

  SIPResponse response(SIPResponse received, Side from, Optional<Registration> callee) {
    SIPResponse onward = SipMessages.copy(received);
    screen(onward, from);
    if (from == Side.ACCESS) {
      SipMessages.removeHeaders(onward, "P-Preferred-Identity");
      // TS 24.229 §5.2.6.4: who answered is asserted as well.
      callee.ifPresent(
          registration ->
              SipMessages.setHeader(
                  onward, "P-Asserted-Identity", "<" + registration.defaultImpu() + ">"));
    }
    return onward;
  }

  private static void screen(SIPMessage message, Side from) {
    Trickle.takeOut(message);
    if (from == Side.ACCESS) {
      TrustDomain.screenFromAccess(message);
      SipMessages.removeHeaders(message, "P-Preferred-Identity");
    } else {
      TrustDomain.screenTowardsAccess(message);
    }
  }

  /** The identity the WIC prefers when it is registered, else its default one. */
  private static String assertedIdentity(SIPRequest received, Registration registration) {
    return preferred(received)
        .filter(registration::holds)
        .orElseGet(registration::defaultImpu)
        .value();
  }

  private static Optional<Impu> preferred(SIPRequest received) {
    List<String> values = SipMessages.headers(received, "P-Preferred-Identity");
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String value = values.getFirst();
    int open = value.indexOf('<');
    int close = value.indexOf('>', open + 1);
    try {
      return Optional.of(
          new Impu(open >= 0 && close > open ? value.substring(open + 1, close) : value));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** What every request must pass before anything is done with it (RFC 3261 §16.3). */
  static void screen(SIPRequest request) {
    if (!ROUTABLE.contains(request.getRequestURI().getScheme().toLowerCase(Locale.ROOT))) {
      throw SipReject.of(416, "Unsupported URI Scheme");
    }
    if (request.getMaxForwards() != null && request.getMaxForwards().getMaxForwards() <= 0) {
      throw SipReject.of(483, "Too Many Hops");
    }
    List<String> demanded = SipMessages.headers(request, "Proxy-Require");
    if (!demanded.isEmpty()) {
      throw SipReject.of(420, "Bad Extension")
          .withHeader("Unsupported", String.join(", ", demanded));
    }
    if (SipMessages.is(request, "INVITE")) {
      screenDescription(request);
    }
  }

  /** Media passes through here, so it must be offered and answered in a form known here. */
  private static void screenDescription(SIPRequest invite) {
    String type = SipMessages.header(invite, "Content-Type").orElse(SDP).toLowerCase(Locale.ROOT);
    if (!type.startsWith(SDP) && !type.startsWith("multipart/")) {
      throw SipReject.of(415, "Unsupported Media Type").withHeader("Accept", SDP);
    }
    List<String> accepted =
        SipMessages.headers(invite, "Accept").stream()
            .map(value -> value.toLowerCase(Locale.ROOT))
            .toList();
    if (!accepted.isEmpty()
        && accepted.stream()
            .noneMatch(
                value ->
                    value.contains(SDP)
                        || value.contains("application/*")
                        || value.contains("*/*"))) {
      throw SipReject.of(406, "Not Acceptable").withWarning("no session description accepted");
    }
  }
}
