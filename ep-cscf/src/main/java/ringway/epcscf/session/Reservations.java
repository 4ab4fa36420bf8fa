// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.media.MediaLeg;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;

/**
 * Callers of the core whose resources are not reserved yet (RFC 3312 §5, TS 24.229 §5.1.4.1): this
 * node answers in a reliable 183, waits for the UPDATE or PRACK that says they are, and only then
 * calls the browser. The core goes on seeing one dialog. Runs in the mailbox of the Call-ID.
 */
final class Reservations {
  private static final Logger log = LoggerFactory.getLogger(Reservations.class);

  private final PreconditionConfig config;
  private final Invitations invitations;
  private final Calls calls;
  private final Provisionals provisionals;
  private final Updates updates;
  private final Mailboxes mailboxes;

  Reservations(
      PreconditionConfig config,
      Invitations invitations,
      Calls calls,
      Provisionals provisionals,
      Updates updates,
      Mailboxes mailboxes) {
    this.config = config;
    this.invitations = invitations;
    this.calls = calls;
    this.provisionals = provisionals;
    this.updates = updates;
    this.mailboxes = mailboxes;
  }

  /**
   * Answers the INVITE ahead of the browser.
   *
   * @param onward what the browser is to get, its offer still the caller's
   * @param call sends it
   */
  void begin(CallSession session, ServerTransaction invite, SIPRequest onward, Runnable call) {
    MediaLeg.Ahead ahead = session.media.answerAhead(SipMessages.bodyText(onward));
    SIPResponse early = SipMessages.response(invite.request(), 183, "Session Progress");
    SipMessages.headers(onward, "Record-Route")
        .forEach(entry -> SipMessages.addHeader(early, "Record-Route", entry));
    SipMessages.setHeader(early, "Contact", "<" + invite.request().getRequestURI() + ">");
    SipMessages.setHeader(early, "Allow", "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE");
    SessionDescription.put(early, Preconditions.awaiting(ahead.answer()));
    OptionTags.add(early, "Require", Preconditions.OPTION);
    EarlyAnswer answer = session.answerAhead(invite, early, onward, call);
    answer.waits(
        mailboxes.schedule(session.callId, config.readyWithin(), () -> never(session, answer)));
    invitations.add(invite, () -> givenUp(session, answer));
    log.info("caller reserves its resources call={}", session.callId);
    provisionals.respond(session, invite, early);
  }

  private void givenUp(CallSession session, EarlyAnswer answer) {
    if (!answer.invite.finallyAnswered()) {
      refuse(session, answer, SipReject.of(487, "Request Terminated"));
    }
    answer.stop();
    invitations.answered(answer.invite);
  }

  /** RFC 3312 §10. */
  private void never(CallSession session, EarlyAnswer answer) {
    log.info("caller has not reserved its resources in time call={}", session.callId);
    invitations.answered(answer.invite);
    refuse(session, answer, SipReject.of(580, "Precondition Failure"));
  }

  /** Ends a call the browser knows nothing of. */
  void refuse(CallSession session, EarlyAnswer answer, SipReject reject) {
    answer.stop();
    provisionals.respond(session, answer.invite, session.refusal(answer.invite, reject));
    calls.end(session, "failed-" + reject.status());
  }

  /** Deals with a request of the caller; false when it is to be relayed as any other. */
  boolean taken(CallSession session, ServerTransaction transaction, Side from) {
    Optional<EarlyAnswer> ahead = session.ahead().filter(_ -> session.confirmed().isEmpty());
    if (ahead.isEmpty() || from == Side.ACCESS) {
      return false;
    }
    EarlyAnswer answer = ahead.get();
    SIPRequest request = transaction.request();
    return switch (request.getMethod()) {
      case "PRACK" -> {
        acknowledged(session, answer, transaction);
        yield true;
      }
      case "UPDATE" -> {
        if (SessionDescription.isIn(request)) {
          updated(session, answer, transaction);
        }
        yield SessionDescription.isIn(request);
      }
      case "BYE" -> {
        boolean early = !answer.joined();
        if (early) {
          transaction.respond(SipMessages.response(request, 200, "OK"));
          invitations.cancel(answer.invite);
        }
        yield early;
      }
      default -> {
        if (!answer.joined()) {
          throw SipReject.of(480, "Temporarily Unavailable")
              .withWarning("the callee has not been called")
              .withRetryAfter(Duration.ofSeconds(2));
        }
        yield false;
      }
    };
  }

  /** RFC 3262 §5: the PRACK may hold the next offer. */
  private void acknowledged(CallSession session, EarlyAnswer answer, ServerTransaction prack) {
    SIPRequest request = prack.request();
    SIPResponse ok = provisionals.acknowledged(session, Side.CORE, request).orElseThrow();
    if (ok.getStatusCode() != 200 || !SessionDescription.isIn(request)) {
      prack.respond(ok);
      return;
    }
    MediaLeg.Ahead ahead = session.media.answerAhead(SipMessages.bodyText(request));
    SessionDescription.put(ok, Preconditions.answered(ahead.answer(), ahead.asked()));
    prack.respond(ok);
    goOn(session, answer, ahead);
  }

  private void updated(CallSession session, EarlyAnswer answer, ServerTransaction update) {
    SIPRequest request = update.request();
    MediaLeg.Ahead ahead = session.media.answerAhead(SipMessages.bodyText(request));
    String sdp = Preconditions.answered(ahead.answer(), ahead.asked());
    update.respond(updates.accepted(session, answer.dialog, request, Optional.of(sdp)));
    goOn(session, answer, ahead);
  }

  private static void goOn(CallSession session, EarlyAnswer answer, MediaLeg.Ahead ahead) {
    if (Preconditions.reserved(ahead.asked()) && !session.ended()) {
      answer.call(ahead.asked());
    }
  }
}
