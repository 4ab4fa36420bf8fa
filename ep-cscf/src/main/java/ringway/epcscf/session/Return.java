// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.ServerTransaction;

/** What comes back for a request relayed inside a session, on its way to the sender. */
final class Return implements ClientListener {
  private static final Logger log = LoggerFactory.getLogger(Return.class);

  private final Machinery means;
  private final CallSession session;
  private final ServerTransaction transaction;
  private final Side from;
  private final OfferAnswer exchange;
  private final boolean initial;
  private Again again;

  private static final Again NEVER = _ -> {};

  /** Sends the INVITE once more, changed. */
  @FunctionalInterface
  interface Again {
    void invite(Consumer<SIPRequest> change);
  }

  Return(
      Machinery means,
      CallSession session,
      ServerTransaction transaction,
      Side from,
      OfferAnswer exchange,
      Again again) {
    this.means = means;
    this.session = session;
    this.transaction = transaction;
    this.from = from;
    this.exchange = exchange;
    this.again = again;
    this.initial = transaction.request() == session.invite;
  }

  @Override
  public void response(SIPResponse response) {
    int status = response.getStatusCode();
    boolean givenUp = status >= 200 && means.invitations().answered(transaction);
    if (initial && !givenUp && !session.ended() && invitedAgain(response)) {
      return;
    }
    if (status >= 200) {
      again = NEVER; // it holds a copy of the INVITE, and the transaction after a 2xx lasts long
    }
    Optional<Dialog> dialog =
        initial && status < 300 ? session.dialogOf(response) : Optional.empty();
    if (!followed(response, dialog)) {
      return;
    }
    SIPResponse onward =
        session.named(
            transaction,
            means
                .onwards()
                .response(
                    response,
                    from.other(),
                    from == Side.CORE ? Optional.of(session.registration) : Optional.empty()));
    // The number the sender knows: requests of ours may have moved it on.
    SipMessages.setCseq(onward, SipMessages.cseq(transaction.request()));
    try {
      describe(dialog, response, onward);
    } catch (SipReject reject) {
      refuseAnswer(response, reject);
      return;
    }
    means.timers().answered(session, from.other(), onward);
    if (from == Side.ACCESS && session.preconditions) {
      Preconditions.takeOut(onward); // ours, which the browser knows nothing of
    }
    if (initial && from == Side.ACCESS && session.trickles() && status < 300) {
      Trickle.announce(onward);
    }
    if (initial) {
      means.provisionals().plain(session, onward);
      means.provisionals().respond(session, transaction, onward);
    } else {
      transaction.respond(onward);
    }
    if (initial && status >= 300) {
      means.calls().end(session, "failed-" + status);
    }
  }

  /** A core that wants more than a browser can say is invited once more, with what we can say. */
  private boolean invitedAgain(SIPResponse response) {
    // Not for a browser that may deal with preconditions itself.
    if (Preconditions.missed(response)
        && !session.preconditions
        && session.provisionals.acknowledging) {
      session.preconditions = true;
      again.invite(Preconditions::putIn);
      return true;
    }
    Optional<SessionInterval> longer = means.timers().longerFor(session, response);
    longer.ifPresent(interval -> again.invite(interval::insistOn));
    return longer.isPresent();
  }

  private void describe(Optional<Dialog> fork, SIPResponse response, SIPResponse onward) {
    if (fork.isPresent() && from == Side.CORE && response.getStatusCode() >= 200) {
      session.media.gate(true, true); // RFC 5009: what is early ends with the answer
    }
    if (initial && session.ahead().isPresent()) {
      behind(response, onward);
    } else if (fork.isPresent() && from == Side.ACCESS && exchange.isOfferOf(Side.ACCESS)) {
      session.early.describe(session, fork.get(), response, onward);
    } else {
      SessionDescription.rewrite(session, exchange, from.other(), onward);
    }
  }

  /** RFC 6337 §3.1.1: the core has had its answer, and gets no other. */
  private void behind(SIPResponse response, SIPResponse onward) {
    if (SessionDescription.isIn(response)) {
      session.media.answerBehind(SipMessages.bodyText(response));
      SipMessages.removeBody(onward);
    }
  }

  /** Keeps the dialog up with the response; false when that is not to be passed on. */
  private boolean followed(SIPResponse response, Optional<Dialog> dialog) {
    boolean ok = response.getStatusCode() / 100 == 2;
    if (ok && from == Side.CORE) {
      session.learn(response);
    }
    if (!initial) {
      if (ok) {
        session
            .dialogOf(transaction.request(), from)
            .ifPresent(known -> known.retarget(from.other(), response));
      }
      return true;
    }
    if (response.getStatusCode() >= 300) {
      return true;
    }
    if (dialog.isPresent() && !means.provisionals().taken(session, response, dialog.get())) {
      return false;
    }
    return !ok || dialog.filter(known -> accepted(response, known)).isPresent();
  }

  /** The first 2xx confirms the call; another fork's is ended (RFC 3261 §13.2.2.4). */
  private boolean accepted(SIPResponse ok, Dialog dialog) {
    if (session.confirmed().isEmpty() && !session.ended()) {
      means.calls().confirm(session, dialog, ok);
      return true;
    }
    boolean repeated = session.confirmed().filter(dialog::equals).isPresent();
    if (!repeated) {
      dialog.confirmed(ok);
      means.ending().decline(session, dialog);
    }
    return repeated && !session.ended();
  }

  private void refuseAnswer(SIPResponse response, SipReject reject) {
    log.warn(
        "session description refused call={} status={} cause={}",
        session.callId,
        response.getStatusCode(),
        reject.getMessage());
    transaction.respond(session.refusal(transaction, reject));
    if (!initial) {
      return;
    }
    if (response.getStatusCode() < 200) {
      means
          .invitations()
          .cancel(transaction); // a 2xx that crosses the CANCEL is ended in accepted()
    } else {
      session.confirmed().ifPresent(dialog -> means.ending().decline(session, dialog));
    }
    means.calls().end(session, "refused-" + reject.status());
  }

  private static String reason(Failure failure) {
    return switch (failure) {
      case TIMEOUT -> "timeout";
      case TRANSPORT -> "unreachable";
      case OVERLOAD -> "overload";
    };
  }

  @Override
  public void failed(Failure failure) {
    means.invitations().answered(transaction);
    transaction.respond(
        session.refusal(
            transaction,
            means.nextHop().nowhere(from.other(), session.flow, transaction.request(), failure)));
    if (initial) {
      means.calls().end(session, reason(failure));
    }
  }
}
