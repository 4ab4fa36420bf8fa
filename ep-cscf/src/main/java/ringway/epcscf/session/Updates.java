// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.ServerTransaction;

/**
 * UPDATEs of the core (RFC 3311): what changes nothing for the browser is answered here, the rest
 * goes to it as the UPDATE or re-INVITE it understands. Runs in the mailbox of the Call-ID.
 */
final class Updates {
  private static final int LONGEST_WAIT = 10; // RFC 3311 §5.2

  private final OwnRequests own;
  private final SessionTimers timers;

  Updates(OwnRequests own, SessionTimers timers) {
    this.own = own;
    this.timers = timers;
  }

  /** Deals with the request; false when it is to be relayed as any other. */
  boolean taken(CallSession session, ServerTransaction transaction, Side from) {
    SIPRequest update = transaction.request();
    if (from == Side.ACCESS || !SipMessages.is(update, "UPDATE")) {
      return false;
    }
    Dialog dialog =
        session
            .dialogOf(update, from)
            .orElseThrow(() -> SipReject.of(481, "Call/Transaction Does Not Exist"));
    if (session.confirmed().isEmpty()) {
      return early(session, transaction, dialog);
    }
    if (!SessionDescription.isIn(update)) {
      return false;
    }
    Optional<String> answer = session.media.answerInPlace(SipMessages.bodyText(update));
    if (answer.isPresent()) {
      transaction.respond(accepted(session, dialog, update, met(session, update, answer)));
      return true;
    }
    if (session.browserUpdates()) {
      return false;
    }
    reinvite(session, transaction, dialog);
    return true;
  }

  /** A browser has no early dialogs to be updated. */
  private boolean early(CallSession session, ServerTransaction transaction, Dialog dialog) {
    SIPRequest update = transaction.request();
    if (session.caller == Side.ACCESS && !session.provisionals.acknowledging) {
      return false; // this one has: it does 100rel itself
    }
    Optional<String> answer = Optional.empty();
    if (SessionDescription.isIn(update)) {
      answer = session.early.update(session, dialog, update);
      if (answer.isEmpty()) {
        // RFC 3311 §5.2: the offer before this one still has no answer.
        throw SipReject.of(500, "Server Internal Error")
            .withRetryAfter(Duration.ofSeconds(ThreadLocalRandom.current().nextLong(LONGEST_WAIT)));
      }
    }
    transaction.respond(accepted(session, dialog, update, met(session, update, answer)));
    return true;
  }

  /** With preconditions where the core wants them. */
  private static Optional<String> met(
      CallSession session, SIPRequest update, Optional<String> answer) {
    return session.preconditions
        ? answer.map(sdp -> Preconditions.answered(sdp, SipMessages.bodyText(update)))
        : answer;
  }

  /** The answer to an UPDATE of the core that ends here. */
  SIPResponse accepted(
      CallSession session, Dialog dialog, SIPRequest update, Optional<String> answer) {
    timers.asked(session, Side.CORE, SipMessages.copy(update));
    dialog.retarget(Side.CORE, update);
    SIPResponse ok = SipMessages.response(update, 200, "OK");
    SipMessages.setHeader(ok, "Contact", dialog.contactTowards(Side.CORE));
    answer.ifPresent(sdp -> SessionDescription.put(ok, sdp));
    if (session.confirmed().isPresent()) {
      timers.answered(session, Side.ACCESS, ok);
    }
    return ok;
  }

  private void reinvite(CallSession session, ServerTransaction transaction, Dialog dialog) {
    SIPRequest update = transaction.request();
    String offer = session.media.offerFromCore(SipMessages.bodyText(update));
    timers.asked(session, Side.CORE, SipMessages.copy(update));
    dialog.retarget(Side.CORE, update);
    SIPRequest invite = dialog.own("INVITE", Side.ACCESS);
    SipMessages.setHeader(invite, "Contact", dialog.contactTowards(Side.ACCESS));
    SessionDescription.put(invite, offer);
    own.send(session, Side.ACCESS, invite, new Reinvited(session, transaction, dialog, invite));
  }

  /** What the browser says to a re-INVITE made of an UPDATE. */
  private final class Reinvited implements ClientListener {
    private final CallSession session;
    private final ServerTransaction transaction;
    private final Dialog dialog;
    private final long cseq;

    Reinvited(
        CallSession session, ServerTransaction transaction, Dialog dialog, SIPRequest invite) {
      this.session = session;
      this.transaction = transaction;
      this.dialog = dialog;
      this.cseq = SipMessages.cseq(invite);
    }

    @Override
    public void response(SIPResponse response) {
      int status = response.getStatusCode();
      if (status < 200) {
        return;
      }
      if (status / 100 == 2) {
        own.sendAck(session, Side.ACCESS, dialog.ack(Side.ACCESS, cseq));
        dialog.retarget(Side.ACCESS, response);
        transaction.respond(agreed(response));
      } else {
        transaction.respond(
            SipMessages.response(transaction.request(), status, response.getReasonPhrase()));
      }
    }

    private SIPResponse agreed(SIPResponse response) {
      try {
        SIPResponse ok = SipMessages.response(transaction.request(), 200, "OK");
        SipMessages.setHeader(ok, "Contact", dialog.contactTowards(Side.CORE));
        SessionDescription.put(ok, session.media.answerFromAccess(SipMessages.bodyText(response)));
        timers.answered(session, Side.ACCESS, ok);
        return ok;
      } catch (SipReject reject) {
        return SipMessages.response(transaction.request(), reject);
      }
    }

    @Override
    public void failed(Failure failure) {
      transaction.respond(
          SipMessages.response(transaction.request(), NextHop.plainly(Side.ACCESS, failure)));
    }
  }
}
