// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.TransactionTimers;

/**
 * Reliable provisional responses (RFC 3262) towards the core for browsers that know none: what the
 * core sends reliably is acknowledged here, what it demands reliably is repeated here until it
 * acknowledges. The browser sees plain provisional responses. Runs in the mailbox of the Call-ID.
 */
final class Provisionals {
  private static final Logger log = LoggerFactory.getLogger(Provisionals.class);
  private static final String OPTION = "100rel";
  private static final String RSEQ = "RSeq";
  private static final int FIRST_RSEQ_BELOW = 1 << 30; // RFC 3262 §3: below 2**31 - 1, with room

  private final OwnRequests own;
  private final Ending ending;
  private final Mailboxes mailboxes;
  private final TransactionTimers timers;

  Provisionals(OwnRequests own, Ending ending, Mailboxes mailboxes, TransactionTimers timers) {
    this.own = own;
    this.ending = ending;
    this.mailboxes = mailboxes;
    this.timers = timers;
  }

  /**
   * The INVITE that begins a session, on its way.
   *
   * @param ahead this node has to answer the core reliably before the browser is asked
   */
  void asked(CallSession session, SIPRequest onward, boolean ahead) {
    ProvisionalState state = session.provisionals;
    if (session.caller == Side.ACCESS) {
      // An offer that comes in a provisional response would want its answer from the browser.
      state.acknowledging =
          !SipMessages.hasOption(onward, "Supported", OPTION)
              && !SipMessages.hasOption(onward, "Require", OPTION)
              && SipMessages.body(onward).length > 0;
      if (state.acknowledging) {
        OptionTags.add(onward, "Supported", OPTION);
      }
    } else if (ahead || SipMessages.hasOption(onward, "Require", OPTION)) {
      state.demanded = true;
      OptionTags.remove(onward, "Require", OPTION);
      OptionTags.remove(onward, "Supported", OPTION);
    }
  }

  /**
   * Acknowledges a reliable response of the core; false when it is one the browser has seen, or one
   * that came before its turn.
   */
  boolean taken(CallSession session, SIPResponse response, Dialog dialog) {
    Optional<Long> rseq = rseq(response);
    if (!session.provisionals.acknowledging || rseq.isEmpty()) {
      return true;
    }
    if (!dialog.inOrder(rseq.get())) {
      return false;
    }
    SIPRequest prack = dialog.own("PRACK", Side.CORE);
    SipMessages.addHeader(prack, "RAck", rseq.get() + " " + SipMessages.cseq(response) + " INVITE");
    own.send(session, Side.CORE, prack, new Acknowledged(session.callId));
    return true;
  }

  /** The browser is not to acknowledge again what has been acknowledged. */
  void plain(CallSession session, SIPResponse onward) {
    if (session.provisionals.acknowledging && SipMessages.hasHeader(onward, RSEQ)) {
      SipMessages.removeHeaders(onward, RSEQ);
      OptionTags.remove(onward, "Require", OPTION);
    }
  }

  private static Optional<Long> rseq(SIPResponse response) {
    int status = response.getStatusCode();
    if (status <= 100 || status >= 200 || !SipMessages.hasOption(response, "Require", OPTION)) {
      return Optional.empty();
    }
    return SipMessages.header(response, RSEQ)
        .filter(value -> value.matches("\\d{1,10}"))
        .map(Long::parseLong);
  }

  /** Answers the core's INVITE, reliably where it demands that. */
  void respond(CallSession session, ServerTransaction invite, SIPResponse response) {
    ProvisionalState state = session.provisionals;
    int status = response.getStatusCode();
    if (status >= 200) {
      state.stop(); // RFC 3262 §3: no further repetitions once a final response is sent
      invite.respond(response);
    } else if (!state.demanded || status == 100) {
      invite.respond(response);
    } else if (state.unacknowledged()) {
      // One at a time: only the latest of those that wait is still news.
      state.waiting = Optional.of(response);
    } else {
      sendReliably(session, invite, response);
    }
  }

  private void sendReliably(CallSession session, ServerTransaction invite, SIPResponse response) {
    ProvisionalState state = session.provisionals;
    state.rseq =
        state.rseq == 0
            ? ThreadLocalRandom.current().nextLong(1, FIRST_RSEQ_BELOW)
            : state.rseq + 1;
    SipMessages.setHeader(response, RSEQ, Long.toString(state.rseq));
    OptionTags.add(response, "Require", OPTION);
    state.sent = Optional.of(response);
    state.invite = Optional.of(invite);
    invite.respond(response);
    repeatLater(session, invite, response, timers.t1(), Duration.ZERO);
  }

  private void repeatLater(
      CallSession session,
      ServerTransaction invite,
      SIPResponse response,
      Duration interval,
      Duration elapsed) {
    session.provisionals.set(
        mailboxes.schedule(
            session.callId,
            interval,
            () -> {
              Duration now = elapsed.plus(interval);
              if (now.compareTo(timers.timeout()) >= 0) {
                unheard(session);
              } else {
                invite.respond(response);
                repeatLater(session, invite, response, interval.multipliedBy(2), now);
              }
            }));
  }

  /** RFC 3262 §3: nobody acknowledges, so the INVITE is rejected. */
  private void unheard(CallSession session) {
    log.info("provisional response not acknowledged call={}", session.callId);
    ending.release(session, "SIP;cause=504;text=\"no PRACK came\"");
  }

  /**
   * The PRACK for a response that was sent reliably here; empty when it is the browser's matter.
   */
  Optional<SIPResponse> acknowledged(CallSession session, Side from, SIPRequest prack) {
    ProvisionalState state = session.provisionals;
    if (from != Side.CORE || !state.demanded || !SipMessages.is(prack, "PRACK")) {
      return Optional.empty();
    }
    String expected = state.rseq + " " + SipMessages.cseq(session.invite) + " INVITE";
    boolean ours =
        state.unacknowledged()
            && SipMessages.header(prack, "RAck")
                .filter(rack -> rack.strip().replaceAll("\\s+", " ").equals(expected))
                .isPresent();
    if (!ours) {
      return Optional.of(
          SipMessages.response(prack, SipReject.of(481, "Call/Transaction Does Not Exist")));
    }
    Optional<SIPResponse> next = state.waiting;
    state.stop();
    next.ifPresent(response -> sendReliably(session, state.invite.orElseThrow(), response));
    return Optional.of(SipMessages.response(prack, 200, "OK"));
  }

  /** For a PRACK of ours, whose answer changes nothing. */
  private record Acknowledged(String callId) implements ClientListener {
    @Override
    public void response(SIPResponse response) {
      if (response.getStatusCode() >= 300) {
        log.info("PRACK refused call={} status={}", callId, response.getStatusCode());
      }
    }

    @Override
    public void failed(Failure failure) {
      log.info("PRACK unanswered call={} cause={}", callId, failure);
    }
  }
}
