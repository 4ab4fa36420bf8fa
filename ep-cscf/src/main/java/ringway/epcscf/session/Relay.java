// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sip.address.SipURI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.CoreTransport;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.ClientTransaction;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.TransactionLayer;
import ringway.epcscf.w2.Flow;

/**
 * Passes requests to the other side and their responses back, session descriptions rewritten on the
 * way. Runs in the mailbox of the Call-ID.
 */
final class Relay {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);
  private static final String SDP = "application/sdp";

  private final TransactionLayer transactions;
  private final CoreTransport core;
  private final Onward onwards;
  private final Calls calls;

  /** INVITEs without a final answer: what a CANCEL or a lost flow has to reach. */
  private final Map<ServerTransaction, ClientTransaction> pending = new ConcurrentHashMap<>();

  Relay(TransactionLayer transactions, CoreTransport core, Onward onwards, Calls calls) {
    this.transactions = transactions;
    this.core = core;
    this.onwards = onwards;
    this.calls = calls;
  }

  /** The INVITE that begins the session. */
  void invite(CallSession session, ServerTransaction transaction, SIPRequest onward) {
    try {
      send(session, transaction, session.caller, onward, session.newInvitation());
    } catch (SipReject reject) {
      calls.end(session, "refused-" + reject.status());
      throw reject;
    }
  }

  /** A request inside the dialog of a session. */
  void within(CallSession session, ServerTransaction transaction, Side from) {
    SIPRequest received = transaction.request();
    SIPRequest onward = onwards.within(received, from);
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
    dialog.ifPresent(known -> known.relayed(from, received));
    try {
      send(session, transaction, from, onward, exchange);
    } finally {
      // Whoever hangs up has hung up, even when the other side cannot be told.
      if (SipMessages.is(received, "BYE")) {
        calls.end(session, "bye-" + from.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  /** The ACK of a 2xx; its body answers an offer the 2xx may have held. */
  void ack(CallSession session, SIPRequest received, Side from) {
    SIPRequest onward = onwards.within(received, from);
    if (from == Side.ACCESS) {
      Optional<Dialog> dialog = session.dialogOf(received, from);
      if (dialog.isEmpty()) {
        return; // an ACK is never answered
      }
      dialog.get().route(Side.CORE, onward);
    }
    try {
      rewrite(session, session.invitation(), from, onward);
    } catch (SipReject reject) {
      log.warn("answer in ACK refused call={} cause={}", session.callId, reject.getMessage());
      release(session, "SIP;cause=488;text=\"session description refused\"");
      return;
    }
    try {
      transactions.sendAck(onward, linkTowards(from.other(), session.flow, onward));
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
    transactions.send(
        onward,
        linkOrReject(from.other(), flow, onward),
        new ClientListener() {
          @Override
          public void response(SIPResponse response) {
            transaction.respond(onwards.response(response, from.other(), callee));
          }

          @Override
          public void failed(Failure failure) {
            transaction.respond(noAnswer(transaction.request(), from, failure));
          }
        });
  }

  /** The caller gave up: the CANCEL goes on to where its INVITE went. */
  void cancel(ServerTransaction invite) {
    Optional.ofNullable(pending.get(invite)).ifPresent(ClientTransaction::cancel);
  }

  /** The network ends the call, towards both sides (TS 24.229 §5.2.8). */
  void release(CallSession session, String reason) {
    if (session.ended()) {
      return;
    }
    Optional<Dialog> dialog = session.confirmed();
    if (dialog.isPresent()) {
      for (Side side : Side.values()) {
        bye(session, dialog.get(), side, reason);
      }
    } else {
      pending.entrySet().stream()
          .filter(entry -> SipMessages.callId(entry.getKey().request()).equals(session.callId))
          .filter(entry -> entry.getKey().request() == session.invite)
          .forEach(entry -> abandon(entry.getKey(), entry.getValue()));
    }
    calls.end(session, "released");
  }

  private void abandon(ServerTransaction invite, ClientTransaction onward) {
    onward.cancel();
    invite.respond(
        SipMessages.response(
            invite.request(),
            SipReject.of(500, "Server Internal Error").withWarning("the call cannot go on")));
  }

  private void bye(CallSession session, Dialog dialog, Side side, String reason) {
    if (side == Side.ACCESS && !session.flow.open()) {
      return;
    }
    SIPRequest bye = dialog.bye(side, reason);
    try {
      transactions.send(bye, linkTowards(side, session.flow, bye), new Unanswered(session.callId));
    } catch (LinkDown down) {
      log.info("BYE not sent call={} side={} cause={}", session.callId, side, down.getMessage());
    }
  }

  private void send(
      CallSession session,
      ServerTransaction transaction,
      Side from,
      SIPRequest onward,
      OfferAnswer exchange) {
    rewrite(session, exchange, from, onward);
    ClientTransaction client =
        transactions.send(
            onward,
            linkOrReject(from.other(), session.flow, onward),
            new Back(session, transaction, from, exchange));
    if (SipMessages.is(onward, "INVITE")) {
      pending.put(transaction, client);
    }
  }

  /** What comes back for a relayed request. */
  private final class Back implements ClientListener {
    private final CallSession session;
    private final ServerTransaction transaction;
    private final Side from;
    private final OfferAnswer exchange;
    private final boolean initial;

    Back(CallSession session, ServerTransaction transaction, Side from, OfferAnswer exchange) {
      this.session = session;
      this.transaction = transaction;
      this.from = from;
      this.exchange = exchange;
      this.initial = transaction.request() == session.invite;
    }

    @Override
    public void response(SIPResponse response) {
      int status = response.getStatusCode();
      if (status >= 200) {
        pending.remove(transaction);
      }
      if (!followed(response)) {
        return;
      }
      SIPResponse onward =
          onwards.response(
              response,
              from.other(),
              from == Side.CORE ? Optional.of(session.registration) : Optional.empty());
      try {
        rewrite(session, exchange, from.other(), onward);
      } catch (SipReject reject) {
        refuseAnswer(response, reject);
        return;
      }
      transaction.respond(onward);
      if (initial && status >= 300) {
        calls.end(session, "failed-" + status);
      }
    }

    /** Keeps the dialog up with the response; false when that is not to be passed on. */
    private boolean followed(SIPResponse response) {
      boolean ok = response.getStatusCode() / 100 == 2;
      if (!initial) {
        if (ok) {
          session
              .dialogOf(transaction.request(), from)
              .ifPresent(dialog -> dialog.retarget(from.other(), response));
        }
        return true;
      }
      if (response.getStatusCode() >= 300) {
        return true;
      }
      Optional<Dialog> dialog = session.dialogOf(response);
      return !ok || dialog.filter(known -> accepted(response, known)).isPresent();
    }

    /** The first 2xx confirms the call; another fork's is ended (RFC 3261 §13.2.2.4). */
    private boolean accepted(SIPResponse ok, Dialog dialog) {
      if (session.confirmed().isEmpty() && !session.ended()) {
        calls.confirm(session, dialog, ok);
        return true;
      }
      boolean repeated = session.confirmed().filter(dialog::equals).isPresent();
      if (!repeated) {
        dialog.confirmed(ok);
        ackAndBye(dialog);
      }
      return repeated && !session.ended();
    }

    private void refuseAnswer(SIPResponse response, SipReject reject) {
      log.warn(
          "session description refused call={} status={} cause={}",
          session.callId,
          response.getStatusCode(),
          reject.getMessage());
      transaction.respond(SipMessages.response(transaction.request(), reject));
      if (!initial) {
        return;
      }
      if (response.getStatusCode() < 200) {
        cancel(transaction); // a 2xx that crosses the CANCEL is ended in accepted()
      } else {
        session.confirmed().ifPresent(this::ackAndBye);
      }
      calls.end(session, "refused-" + reject.status());
    }

    private void ackAndBye(Dialog dialog) {
      Side callee = from.other();
      SIPRequest ack = dialog.ack(callee);
      try {
        transactions.sendAck(ack, linkTowards(callee, session.flow, ack));
        bye(session, dialog, callee, "SIP;cause=200;text=\"answered elsewhere\"");
      } catch (LinkDown _) {
        log.info("answer of another fork not ended, its link is gone call={}", session.callId);
      }
    }

    @Override
    public void failed(Failure failure) {
      pending.remove(transaction);
      transaction.respond(noAnswer(transaction.request(), from, failure));
      if (initial) {
        calls.end(session, failure == Failure.TIMEOUT ? "timeout" : "unreachable");
      }
    }
  }

  /** For requests of our own whose answer changes nothing. */
  private record Unanswered(String callId) implements ClientListener {
    @Override
    public void response(SIPResponse response) {
      log.debug("own request answered call={} status={}", callId, response.getStatusCode());
    }

    @Override
    public void failed(Failure failure) {
      log.info("own request unanswered call={} cause={}", callId, failure);
    }
  }

  private static void rewrite(
      CallSession session, OfferAnswer exchange, Side from, SIPMessage message) {
    if (SipMessages.body(message).length == 0
        || SipMessages.contentType(message).filter(SDP::equals).isEmpty()) {
      return;
    }
    String received = SipMessages.bodyText(message);
    OfferAnswer.Part part = exchange.part(from);
    String rewritten =
        switch (part) {
          case OFFER ->
              from == Side.ACCESS
                  ? session.media.offerFromAccess(received)
                  : session.media.offerFromCore(received);
          case ANSWER ->
              from == Side.ACCESS
                  ? session.media.answerFromAccess(received)
                  : session.media.answerFromCore(received);
        };
    SipMessages.setBody(message, SDP, rewritten);
  }

  private SipLink linkOrReject(Side side, Flow flow, SIPRequest onward) {
    try {
      return linkTowards(side, flow, onward);
    } catch (LinkDown down) {
      log.warn("no way onward cause={}", down.getMessage());
      throw side == Side.ACCESS
          ? SipReject.of(430, "Flow Failed")
          : SipReject.of(503, "Service Unavailable").withWarning("the IMS core cannot be reached");
    }
  }

  private SipLink linkTowards(Side side, Flow flow, SIPRequest onward) {
    if (side == Side.ACCESS) {
      return flow;
    }
    SipURI next =
        SipMessages.topRoute(onward)
            .or(() -> SipMessages.requestSipUri(onward).filter(Relay::hasAddress))
            .orElseGet(core::entryPoint);
    return core.linkTo(next, SipMessages.bytes(onward).length);
  }

  /** A phone number in SIP form names a domain, not a host to send to. */
  private static boolean hasAddress(SipURI uri) {
    return uri instanceof SipUri sip && !"phone".equals(sip.getUserParam());
  }

  private static SIPResponse noAnswer(
      SIPRequest request, Side from, ClientListener.Failure failure) {
    SipReject reject =
        switch (failure) {
          case TIMEOUT -> SipReject.of(408, "Request Timeout");
          // RFC 5626 §5.3: the flow the request was for has failed.
          case TRANSPORT ->
              from == Side.CORE
                  ? SipReject.of(430, "Flow Failed")
                  : SipReject.of(503, "Service Unavailable")
                      .withWarning("the IMS core cannot be reached");
        };
    return SipMessages.response(request, reject);
  }
}
