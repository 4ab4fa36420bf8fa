// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import ringway.epcscf.registration.Registration.Proof;
import ringway.epcscf.sip.SipMessages;

/** Reads what the 200 of the core to a REGISTER grants (TS 24.229 §5.2.2.1). */
final class CoreAnswer {
  private CoreAnswer() {}

  /** Empty when the core keeps no binding of this request. */
  static Optional<Registration> granted(
      RegistrationScheme scheme, SIPRequest onward, SIPResponse response, Instant now) {
    long granted = grantedExpires(onward, response);
    Optional<BoundContact> contact = BoundContact.of(onward);
    if (granted == 0 || contact.isEmpty()) {
      return Optional.empty();
    }
    List<Impu> associated =
        SipMessages.headers(response, "P-Associated-URI").stream()
            .map(CoreAnswer::addressOf)
            .flatMap(uri -> Impu.of(uri).stream())
            .toList();
    Impu registered = new Impu(SipMessages.toUri(onward).toString());
    return Optional.of(
        new Registration(
            scheme.impi().orElseGet(() -> derived(registered)),
            switch (scheme) {
              case RegistrationScheme.TrustedNode trusted -> new Proof.ByToken(trusted.identity());
              case RegistrationScheme.Relayed _ -> new Proof.ByCore();
            },
            associated.isEmpty() ? List.of(registered) : associated,
            SipMessages.headers(response, "Service-Route"),
            contact.get(),
            new String(SipMessages.bytes(onward), StandardCharsets.UTF_8),
            now.plusSeconds(granted),
            false));
  }

  /** Of a user who named none: as the core derives it (TS 24.229 §5.4.1.1). */
  private static Impi derived(Impu impu) {
    return new Impi(impu.value().substring(impu.value().indexOf(':') + 1));
  }

  /** The lifetime the core gave to a contact of this request; 0 when it keeps none of them. */
  private static long grantedExpires(SIPRequest request, SIPResponse response) {
    List<String> own =
        TrustedNodeRegister.contacts(request).stream()
            .filter(contact -> !contact.isWildCard())
            .map(contact -> contact.getAddress().getURI().toString())
            .toList();
    return SipMessages.headers(response, "Contact", Contact.class).stream()
        .filter(contact -> !contact.isWildCard())
        .filter(contact -> own.contains(contact.getAddress().getURI().toString()))
        .mapToLong(
            contact ->
                contact.getExpires() >= 0
                    ? contact.getExpires()
                    : SipMessages.header(response, "Expires")
                        .or(() -> SipMessages.header(request, "Expires"))
                        .map(Long::parseLong)
                        .orElse(0L))
        .max()
        .orElse(0);
  }

  private static String addressOf(String nameAddr) {
    int open = nameAddr.indexOf('<');
    int close = nameAddr.indexOf('>');
    return open >= 0 && close > open ? nameAddr.substring(open + 1, close) : nameAddr;
  }
}
