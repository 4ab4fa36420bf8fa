// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.w2.Flow;

/**
 * Calls that outlive the connection of their browser: an answered call waits a while; the same
 * instance, registered again on another connection, goes on with it by any request of its dialog.
 * The core does not notice.
 */
final class Survival {
  private static final Logger log = LoggerFactory.getLogger(Survival.class);
  private static final String FLOW_GONE = "SIP;cause=430;text=\"Flow Failed\"";

  /** For those who have something to say to the browser meanwhile. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final SurvivalConfig config;
  private final Calls calls;
  private final Ending ending;
  private final RegistrationTable registrations;
  private final Mailboxes mailboxes;

  Survival(
      SurvivalConfig config,
      Calls calls,
      Ending ending,
      RegistrationTable registrations,
      Mailboxes mailboxes) {
    this.config = config;
    this.calls = calls;
    this.ending = ending;
    this.registrations = registrations;
    this.mailboxes = mailboxes;
  }

  /** The flow is gone: what cannot be gone on with ends, the rest waits. From any thread. */
  void lost(Flow flow) {
    calls.of(flow).forEach(call -> mailboxes.run(call.callId, () -> lost(call, flow)));
  }

  private void lost(CallSession session, Flow flow) {
    if (session.flow != flow || session.ended()) {
      return; // it has moved on before its old connection broke
    }
    Duration grace = flow.left() ? least(config.grace(), config.reload()) : config.grace();
    boolean mayReturn =
        session.confirmed().isPresent()
            && !flow.dismissed()
            && !grace.isZero()
            && !session.registration.contact().instance().isEmpty();
    if (!mayReturn) {
      ending.release(session, FLOW_GONE);
      return;
    }
    log.info(
        "call waits for its browser call={} flow={} seconds={}",
        session.callId,
        flow.id(),
        grace.toSeconds());
    mailboxes.schedule(
        session.callId,
        grace,
        () -> {
          if (session.flow == flow) {
            ending.release(session, FLOW_GONE);
          }
        });
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Who asks for something in a dialog must be on the connection of the call, or be the client
   * instance the call is with, which has registered again. Runs in the mailbox of the Call-ID.
   *
   * @throws SipReject when it is somebody else
   */
  void adopt(CallSession session, Flow from) {
    if (session.flow == from) {
      return;
    }
    Registration now =
        registrations
            .of(from)
            .filter(registration -> sameClient(session.registration, registration))
            .orElseThrow(
                () ->
                    SipReject.of(403, "Forbidden")
                        .withWarning("the dialog is of another connection"));
    calls.move(session, from, now);
  }

  private static boolean sameClient(Registration before, Registration now) {
    String instance = before.contact().instance();
    return before.impi().equals(now.impi())
        && !instance.isEmpty()
        && instance.equals(now.contact().instance());
  }

  /**
   * A request of the core for a browser that is away: hanging up works, the rest has to come again.
   *
   * @return whether it has been answered here
   */
  boolean away(CallSession session, ServerTransaction transaction) {
    if (session.flow.open()) {
      return false;
    }
    if (SipMessages.is(transaction.request(), "BYE")) {
      transaction.respond(SipMessages.response(transaction.request(), 200, "OK"));
      calls.end(session, "bye-core");
      return true;
    }
    throw SipReject.of(480, "Temporarily Unavailable")
        .withWarning("the browser is reconnecting")
        .withRetryAfter(SOON);
  }
}
