// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.SipMessages;
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
   * @return whether the flow is bound now
   */
  boolean answered(Flow flow, RegistrationScheme scheme, Encoded onward, SIPResponse response) {
    int status = response.getStatusCode();
    if (status / 100 == 2) {
      Optional<Registration> granted =
          CoreAnswer.granted(scheme, onward, response, table.of(flow), clock.instant());
      granted.ifPresentOrElse(
          registration -> bound(flow, scheme, registration, response),
          () -> ended(flow, onward.request()));
      return granted.isPresent();
    }
    if (status == 481 && TrustedNodeRegister.ends(onward.request())) {
      // TS 24.229 §5.4.1.4: there was nothing to take away, so there is nothing here either.
      table.remove(flow);
    }
    return false;
  }

  private void bound(
      Flow flow, RegistrationScheme scheme, Registration registration, SIPResponse response) {
    offerKeepAlive(response);
    table.put(flow, registration);
    log.info(
        "registered flow={} impi={} impus={} scheme={} until={}",
        flow.id(),
        registration.impi(),
        registration.impus(),
        scheme.label(),
        registration.expiresAt());
  }

  private void ended(Flow flow, SIPRequest onward) {
    if (TrustedNodeRegister.contacts(onward).isEmpty()) {
      return; // it only asked what there is (RFC 3261 §10.2.3)
    }
    Optional<Registration> old = table.remove(flow);
    log.info("deregistered flow={}", flow.id());
    if (TrustedNodeRegister.contacts(onward).stream().anyMatch(Contact::isWildCard)) {
      // RFC 3261 §10.2.2: `*` takes away every binding of the user, also those of other flows.
      old.stream()
          .flatMap(registration -> table.ofImpi(registration.impi()).stream())
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
}
