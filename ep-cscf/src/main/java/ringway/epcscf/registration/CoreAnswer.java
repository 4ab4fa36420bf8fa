// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.epcscf.registration.Registration.Proof;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.SipMessages;

/** Reads what the 200 of the core to a REGISTER grants (TS 24.229 §5.2.2.1). */
final class CoreAnswer {
  /** New in each REGISTER, if nothing else is; who repeats it sets them himself. */
  static final Set<String> NEW_IN_EACH = Set.of("Via", "CSeq", "P-Charging-Vector");

  private CoreAnswer() {}

  /**
   * Empty when the core keeps no binding of this request.
   *
   * @param before what the flow was bound to so far
   */
  static Optional<Registration> granted(
      RegistrationScheme scheme,
      Encoded sent,
      SIPResponse response,
      Optional<Registration> before,
      Instant now) {
    SIPRequest onward = sent.request();
    long seconds = grantedExpires(onward, response);
    Optional<BoundContact> contact = BoundContact.of(onward);
    if (seconds == 0 || contact.isEmpty()) {
      return Optional.empty();
    }
    List<Impu> associated = associated(response);
    Impu registered = new Impu(SipMessages.toUri(onward).toString());
    Registration granted =
        new Registration(
            scheme.impi().orElseGet(() -> derived(registered)),
            switch (scheme) {
              case RegistrationScheme.TrustedNode trusted -> new Proof.ByToken(trusted.identity());
              case RegistrationScheme.Relayed _ -> new Proof.ByCore();
            },
            associated.isEmpty() ? List.of(registered) : associated,
            SipMessages.headers(response, "Service-Route"),
            contact.get(),
            sent.without(NEW_IN_EACH, before.map(Registration::register).orElse("")),
            now.plusSeconds(seconds),
            false);
    return Optional.of(before.isPresent() ? granted.sharing(before.get()) : granted);
  }

  private static List<Impu> associated(SIPResponse response) {
    List<Impu> found = new ArrayList<>();
    for (String nameAddr : SipMessages.headers(response, "P-Associated-URI")) {
      Impu.of(addressOf(nameAddr)).ifPresent(found::add);
    }
    return found;
  }

  /** Of a user who named none: as the core derives it (TS 24.229 §5.4.1.1). */
  private static Impi derived(Impu impu) {
    return new Impi(impu.value().substring(impu.value().indexOf(':') + 1));
  }

  /** The lifetime the core gave to a contact of this request; 0 when it keeps none of them. */
  private static long grantedExpires(SIPRequest request, SIPResponse response) {
    List<String> own = new ArrayList<>();
    for (Contact contact : TrustedNodeRegister.contacts(request)) {
      if (!contact.isWildCard()) {
        own.add(contact.getAddress().getURI().toString());
      }
    }
    long longest = 0;
    for (Contact contact : SipMessages.headers(response, "Contact", Contact.class)) {
      if (!contact.isWildCard() && own.contains(contact.getAddress().getURI().toString())) {
        longest = Math.max(longest, expires(contact, request, response));
      }
    }
    return longest;
  }

  private static long expires(Contact contact, SIPRequest request, SIPResponse response) {
    return contact.getExpires() >= 0
        ? contact.getExpires()
        : SipMessages.header(response, "Expires")
            .or(() -> SipMessages.header(request, "Expires"))
            .map(Long::parseLong)
            .orElse(0L);
  }

  private static String addressOf(String nameAddr) {
    int open = nameAddr.indexOf('<');
    int close = nameAddr.indexOf('>');
    return open >= 0 && close > open ? nameAddr.substring(open + 1, close) : nameAddr;
  }
}
