// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.CoreTransport;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.token.AccessIdentity;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.TransactionLayer;
import ringway.epcscf.w2.FlowTable;

/**
 * Ends registrations whose token no longer counts: at the core by a de-registration in the user's
 * name, at the browser by closing its connection, with which its calls end too. Thread-safe.
 */
public final class RegistrationRelease {
  private static final Logger log = LoggerFactory.getLogger(RegistrationRelease.class);

  /** RFC 6455 §7.4.1: the connection breaks a policy, here that of a valid token. */
  private static final int POLICY_VIOLATION = 1008;

  private final NodeIdentity node;
  private final RegistrationTable table;
  private final FlowTable flows;
  private final TransactionLayer transactions;
  private final CoreTransport core;
  private final MeterRegistry metrics;

  public RegistrationRelease(
      NodeIdentity node,
      RegistrationTable table,
      FlowTable flows,
      TransactionLayer transactions,
      CoreTransport core,
      MeterRegistry metrics) {
    this.node = node;
    this.table = table;
    this.flows = flows;
    this.transactions = transactions;
    this.core = core;
    this.metrics = metrics;
  }

  /** Ends every registration whose token this concerns. */
  public void release(Predicate<AccessIdentity> concerned, String reason) {
    for (String id : table.flows()) {
      flows
          .find(id)
          .filter(flow -> table.of(flow).flatMap(Registration::token).filter(concerned).isPresent())
          .ifPresent(
              flow -> {
                table.remove(flow).ifPresent(this::deregister);
                metrics.counter("ringway.registrations.released").increment();
                log.info("registration ended flow={} reason={}", id, reason);
                flow.close(POLICY_VIOLATION, reason);
              });
    }
  }

  /** Ends the registrations whose token was not renewed in time. */
  public void releaseEnded(Instant now) {
    release(identity -> !now.isBefore(identity.expiresAt()), "the token has ended");
  }

  private void deregister(Registration registration) {
    SIPRequest register = again(registration);
    SipMessages.setHeader(register, "Expires", "0");
    for (Contact contact : TrustedNodeRegister.contacts(register)) {
      contact.setExpires(0);
    }
    try {
      core.enter(register, transactions, new Outcome(registration.impi()));
    } catch (LinkDown down) {
      log.warn(
          "not deregistered at the core impi={} cause={}", registration.impi(), down.getMessage());
    }
  }

  /** The REGISTER of the binding, one number further. It is no message without a Via. */
  private SIPRequest again(Registration registration) {
    String text = registration.register();
    int headers = text.indexOf('\n') + 1;
    String numbered =
        text.substring(0, headers)
            + "Via: SIP/2.0/UDP again.invalid\r\nCSeq: "
            + (registration.contact().cseq() + 1)
            + " REGISTER\r\n"
            + text.substring(headers);
    SIPRequest register = (SIPRequest) SipParser.parse(numbered);
    SipMessages.removeHeaders(register, "Via");
    SipMessages.addWritten(register, "P-Charging-Vector", node.chargingVector());
    return register;
  }

  private record Outcome(Impi impi) implements ClientListener {
    @Override
    public void response(SIPResponse response) {
      log.info("deregistered at the core impi={} status={}", impi, response.getStatusCode());
    }

    @Override
    public void failed(Failure failure) {
      log.warn("not deregistered at the core impi={} cause={}", impi, failure);
    }
  }
}
