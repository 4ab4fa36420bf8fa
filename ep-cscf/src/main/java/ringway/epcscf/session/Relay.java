// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.w2.Flow;

/**
 * Passes requests to the other side and their responses back, session descriptions rewritten on the
 * way. Runs in the mailbox of the Call-ID.
 */
final class Relay {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final Machinery means;
  private final AccessRestart restarts;

  Relay(Machinery means) {
    this.means = means;
    this.restarts = new AccessRestart(means.timers());
  }

  /** The INVITE that begins the session. */
  void invite(CallSession session, ServerTransaction transaction, SIPRequest onward) {
    try {
      means.timers().asked(session, session.caller, onward);
      boolean ahead = session.caller == Side.CORE && Preconditions.awaited(transaction.request());
      means.provisionals().asked(session, onward, ahead);
      if (session.caller == Side.CORE) {
        Trickle.announce(onward);
        gate(session, EarlyMedia.of(transaction.request()).orElse(EarlyMedia.UNHEARD));
      }
      if (session.caller == Side.CORE && (ahead || Preconditions.required(onward))) {
        Preconditions.takeOut(onward);
        session.preconditions = true;
      }
      if (ahead) {
        means
            .reservations()
            .begin(session, transaction, onward, () -> call(session, transaction, onward));
      } else {
        send(session, transaction, session.caller, onward, session.newInvitation());
      }
    } catch (SipReject reject) {
      means.calls().end(session, "refused-" + reject.status());
      throw reject;
    }
  }

  /** The browser, once its caller is ready. */
  private void call(CallSession session, ServerTransaction transaction, SIPRequest onward) {
    try {
      send(session, transaction, session.caller, onward, session.newInvitation());
    } catch (SipReject reject) {
      means.invitations().answered(transaction);
      session.ahead().ifPresent(ours -> means.reservations().refuse(session, ours, reject));
    }
  }

  /** RFC 5009 §6: what the browser sends before it answers, and hears, is what the core allows. */
  private static void gate(CallSession session, EarlyMedia said) {
    session.media.gate(said.forward(), said.backward());
  }

  /** A request inside the dialog of a session. */
  void within(CallSession session, ServerTransaction transaction, Side from) {
    SIPRequest received = transaction.request();
    if (from == Side.CORE && session.caller == from && session.confirmed().isEmpty()) {
      EarlyMedia.of(received).ifPresent(said -> gate(session, said));
    }
    if (means.reservations().taken(session, transaction, from)) {
      return;
    }
    Optional<SIPResponse> absorbed =
        means
            .timers()
            .absorbed(session, from, received)
            .or(() -> means.provisionals().acknowledged(session, from, received))
            .or(() -> Trickle.answered(session, from, received))
            .or(() -> InfoDigits.answered(session, from, received))
            .or(() -> restarts.answered(session, from, received));
    if (absorbed.isPresent()) {
      transaction.respond(absorbed.get());
      return;
    }
    if (session.confirmed().isPresent() && renegotiates(received)) {
      session.negotiate(transaction, from);
    }
    if (means.updates().taken(session, transaction, from)) {
      return;
    }
    SIPRequest onward = means.onwards().within(received, from);
    means.timers().asked(session, from, onward);
    OfferAnswer exchange =
        switch (received.getMethod()) {
          case "INVITE" -> session.newInvitation();
          // RFC 3262 §5: the PRACK answers an offer that came in the reliable response.
          case "PRACK" ->
              session.invitation().pendingFrom(from.other())
                  ? session.invitation()
                  : new OfferAnswer();
          default -> new OfferAnswer();
        };
    Optional<Dialog> dialog = session.dialogOf(received, from);
    if (from == Side.ACCESS) {
      dialog
          .orElseThrow(() -> SipReject.of(481, "Call/Transaction Does Not Exist"))
          .route(Side.CORE, onward);
    }
    dialog.ifPresent(known -> known.relay(from, received, onward));
    try {
      send(session, transaction, from, onward, exchange);
    } finally {
      // Whoever hangs up has hung up, even when the other side cannot be told.
      if (SipMessages.is(received, "BYE")) {
        means.calls().end(session, "bye-" + from.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  private static boolean renegotiates(SIPRequest request) {
    return SipMessages.is(request, "INVITE")
        || SipMessages.is(request, "UPDATE") && SessionDescription.isIn(request);
  }

  /** The ACK of a 2xx; its body answers an offer the 2xx may have held. */
  void ack(CallSession session, SIPRequest received, Side from) {
    if (from == Side.ACCESS && session.endsHere(received)) {
      return;
    }
    SIPRequest onward = means.onwards().within(received, from);
    Optional<Dialog> dialog = session.dialogOf(received, from);
    if (from == Side.ACCESS) {
      if (dialog.isEmpty()) {
        return; // an ACK is never answered
      }
      dialog.get().route(Side.CORE, onward);
    }
    dialog.ifPresent(known -> known.relay(from, received, onward));
    try {
      SessionDescription.rewrite(session, session.invitation(), from, onward);
    } catch (SipReject reject) {
      log.warn("answer in ACK refused call={} cause={}", session.callId, reject.getMessage());
      means.ending().release(session, "SIP;cause=488;text=\"session description refused\"");
      return;
    }
    try {
      means
          .transactions()
          .sendAck(onward, means.nextHop().towards(from.other(), session.flow, onward));
    } catch (LinkDown _) {
      log.info("ACK not passed on, the link is gone call={}", session.callId);
    }
  }

  /** A request that belongs to no call: MESSAGE, OPTIONS, SUBSCRIBE and their kind. */
  void standalone(
      ServerTransaction transaction,
      Side from,
      Flow flow,
      SIPRequest onward,
      Optional<Registration> callee) {
    pass(
        from,
        flow,
        onward,
        new ClientListener() {
          @Override
          public void response(SIPResponse response) {
            if (from == Side.ACCESS) {
              means.hops().learn(flow, response);
            }
            transaction.respond(means.onwards().response(response, from.other(), callee));
          }

          @Override
          public void failed(Failure failure) {
            transaction.respond(
                SipMessages.response(
                    transaction.request(),
                    means.nextHop().nowhere(from.other(), flow, transaction.request(), failure)));
          }
        });
  }

  private void send(
      CallSession session,
      ServerTransaction transaction,
      Side from,
      SIPRequest onward,
      OfferAnswer exchange) {
    SessionDescription.rewrite(session, exchange, from, onward);
    dispatch(session, transaction, from, onward, exchange);
  }

  private void dispatch(
      CallSession session,
      ServerTransaction transaction,
      Side from,
      SIPRequest onward,
      OfferAnswer exchange) {
    // Our Via is put on what is sent, which a second INVITE must not have.
    SIPRequest unsent = SipMessages.is(onward, "INVITE") ? SipMessages.copy(onward) : onward;
    Runnable cancel =
        pass(
            from,
            session.flow,
            onward,
            new Return(
                means,
                session,
                transaction,
                from,
                exchange,
                change -> again(session, transaction, unsent, exchange, change)));
    if (SipMessages.is(onward, "INVITE")) {
      means.invitations().add(transaction, cancel);
    }
  }

  private void again(
      CallSession session,
      ServerTransaction transaction,
      SIPRequest unsent,
      OfferAnswer exchange,
      Consumer<SIPRequest> change) {
    SIPRequest again = SipMessages.copy(unsent);
    SipMessages.setCseq(again, SipMessages.cseq(unsent) + 1);
    change.accept(again);
    dispatch(session, transaction, session.caller, again, exchange);
  }

  /** To the other side; what cancels it. */
  private Runnable pass(Side from, Flow flow, SIPRequest onward, ClientListener listener) {
    if (from == Side.ACCESS && NextHop.begins(onward)) {
      return means.nextHop().enter(flow, onward, means.transactions(), listener);
    }
    SipLink link = means.nextHop().orReject(from.other(), flow, onward);
    return means.transactions().send(onward, link, listener)::cancel;
  }
}
