// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.token.AccessIdentity;
import ringway.epcscf.w2.Flow;

/** From the core's answers to REGISTER to the table of registrations (TS 24.229 §5.2.2.1). */
public final class Bindings {
  private static final Logger log = LoggerFactory.getLogger(Bindings.class);

  private final RegistrationTable table;
  private final NetworkRelease release;
  private final RegistrationConfig config;
  private final Clock clock;

  public Bindings(
      RegistrationTable table, NetworkRelease release, RegistrationConfig config, Clock clock) {
    this.table = table;
    this.release = release;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The core has answered finally; the answer, on its way to the WIC, may be completed.
   *
   * @param onward the REGISTER as it went to the core
   */
  void answered(Flow flow, AccessIdentity identity, SIPRequest onward, SIPResponse response) {
    int status = response.getStatusCode();
    if (status / 100 == 2) {
      accepted(flow, identity, onward, response);
    } else if (status == 481 && TrustedNodeRegister.ends(onward)) {
      // TS 24.229 §5.4.1.4: there was nothing to take away, so there is nothing here either.
      table.remove(flow);
    }
  }

  private void accepted(
      Flow flow, AccessIdentity identity, SIPRequest onward, SIPResponse response) {
    Optional<BoundContact> contact = BoundContact.of(onward);
    long granted = grantedExpires(onward, response);
    if (granted == 0 || contact.isEmpty()) {
      ended(flow, identity, onward);
      return;
    }
    offerKeepAlive(response);
    List<Impu> associated =
        SipMessages.headers(response, "P-Associated-URI").stream()
            .map(Bindings::addressOf)
            .flatMap(uri -> Impu.of(uri).stream())
            .toList();
    Registration registration =
        new Registration(
            identity,
            associated.isEmpty()
                ? List.of(new Impu(SipMessages.toUri(onward).toString()))
                : associated,
            SipMessages.headers(response, "Service-Route"),
            contact.get(),
            new String(SipMessages.bytes(onward), StandardCharsets.UTF_8),
            clock.instant().plusSeconds(granted),
            false);
    table.put(flow, registration);
    log.info(
        "registered flow={} impi={} impus={} expires={}s",
        flow.id(),
        registration.impi(),
        registration.impus(),
        granted);
  }

  private void ended(Flow flow, AccessIdentity identity, SIPRequest onward) {
    if (!TrustedNodeRegister.contacts(onward).isEmpty()) {
      table.remove(flow);
      log.info("deregistered flow={} impi={}", flow.id(), identity.impi());
    }
    if (TrustedNodeRegister.contacts(onward).stream().anyMatch(Contact::isWildCard)) {
      // RFC 3261 §10.2.2: `*` takes away every binding of the user, also those of other flows.
      table
          .ofImpi(new Impi(identity.impi()))
          .forEach(entry -> release.ended(entry.flow(), ContactEvent.UNREGISTERED));
    }
  }

  /** RFC 5626 §5.4: how often the client shall be heard, where the registrar has not said. */
  private void offerKeepAlive(SIPResponse response) {
    config
        .flowTimer()
        .filter(_ -> SipMessages.hasOption(response, "Require", "outbound"))
        .filter(_ -> !SipMessages.hasHeader(response, "Flow-Timer"))
        .ifPresent(
            timer ->
                SipMessages.addHeader(response, "Flow-Timer", Long.toString(timer.toSeconds())));
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
