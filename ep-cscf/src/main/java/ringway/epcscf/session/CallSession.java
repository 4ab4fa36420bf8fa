// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.epcscf.cdr.CallRecord;
import ringway.epcscf.media.MediaLeg;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.w2.Flow;

/**
 * One call of one WIC through us. Owned by the mailbox of its Call-ID; the final fields may be read
 * from anywhere.
 */
final class CallSession {
  static final int MOST_FORKS = 16;
  private static final Duration TRY_LATER = Duration.ofSeconds(2);

  final long id;
  final String callId;
  final Side caller;

  /** The connection the browser is on now, and what is registered there. */
  volatile Flow flow;

  volatile Registration registration;

  /** Our entry in Record-Route, by which later requests find this session. */
  final String recordRoute;

  /** As it came from the caller. */
  final SIPRequest invite;

  final MediaLeg media;
  final SessionTimer timer = new SessionTimer();
  final ProvisionalState provisionals = new ProvisionalState();
  final EarlyAnswers early;
  final Instant began;

  /** By the tag of the callee: one for each fork that has been heard of. */
  private final Map<String, Dialog> dialogs = new HashMap<>();

  /** The core requires preconditions, and gets them from here. */
  boolean preconditions;

  /** The core's INVITE was answered before the browser is called. */
  private Optional<EarlyAnswer> ahead = Optional.empty();

  private Optional<Dialog> confirmed = Optional.empty();
  private OfferAnswer invitation = new OfferAnswer();
  private volatile Optional<Instant> answeredAt = Optional.empty();
  private Optional<ServerTransaction> negotiating = Optional.empty();
  private long answeredHere = -1;
  private boolean ended;
  private boolean browserUpdates;
  private boolean trickles;

  CallSession(
      long id,
      String callId,
      Side caller,
      Flow flow,
      Registration registration,
      String recordRoute,
      SIPRequest invite,
      MediaLeg media,
      EarlyAnswers early,
      Instant began) {
    this.id = id;
    this.callId = callId;
    this.caller = caller;
    this.flow = flow;
    this.registration = registration;
    this.recordRoute = recordRoute;
    this.invite = invite;
    this.media = media;
    this.early = early;
    this.began = began;
    if (caller == Side.ACCESS) {
      learn(invite);
    }
  }

  /** The dialog that a provisional or successful response to the INVITE begins or goes on with. */
  Optional<Dialog> dialogOf(SIPResponse response) {
    Optional<String> tag = SipMessages.toTag(response);
    Optional<Dialog> known = tag.map(dialogs::get);
    if (known.isPresent() || tag.isEmpty()) {
      return known;
    }
    Dialog made = ahead.map(ours -> ours.joined(response)).orElseGet(() -> began(response));
    if (dialogs.size() < MOST_FORKS) {
      dialogs.put(tag.get(), made);
    }
    return Optional.of(made);
  }

  private Dialog began(SIPResponse response) {
    return new Dialog(caller, invite, response, recordRoute);
  }

  /** This node's own answer begins the dialog, and the browser will go on with it. */
  EarlyAnswer answerAhead(
      ServerTransaction transaction, SIPResponse early, SIPRequest onward, Runnable call) {
    Dialog dialog = began(early);
    String tag = SipMessages.toTag(early).orElseThrow();
    dialogs.put(tag, dialog);
    EarlyAnswer answer = new EarlyAnswer(transaction, dialog, tag, onward, call);
    ahead = Optional.of(answer);
    return answer;
  }

  Optional<EarlyAnswer> ahead() {
    return ahead;
  }

  /** Of a request in this call, by the names its sender knows. */
  SIPResponse refusal(ServerTransaction transaction, SipReject reject) {
    return named(transaction, SipMessages.response(transaction.request(), reject));
  }

  /** The response with the names by which the sender of its request knows the two. */
  SIPResponse named(ServerTransaction transaction, SIPResponse onward) {
    ahead.ifPresent(ours -> ours.dialog.rename(transaction.request(), onward));
    return onward;
  }

  /** The dialog a request belongs to. */
  Optional<Dialog> dialogOf(SIPRequest request, Side from) {
    Optional<String> calleeTag =
        from == caller ? SipMessages.toTag(request) : SipMessages.fromTag(request);
    return calleeTag.map(dialogs::get);
  }

  /** The dialog of the first 2xx. */
  Optional<Dialog> confirmed() {
    return confirmed;
  }

  void confirm(Dialog dialog, SIPResponse ok, Instant now) {
    answeredAt = Optional.of(now);
    dialog.confirmed(ok);
    confirmed = Optional.of(dialog);
    dialogs.putIfAbsent(SipMessages.toTag(ok).orElseThrow(), dialog);
  }

  /** From any thread. */
  CallRecord record(Optional<Instant> endedAt, Optional<String> outcome) {
    return new CallRecord(
        callId,
        caller == Side.ACCESS,
        registration.impi().value(),
        SipMessages.fromUri(invite).toString(),
        invite.getRequestURI().toString(),
        flow.id(),
        began,
        answeredAt,
        endedAt,
        outcome,
        endedAt.isPresent() ? media.carried() : List.of());
  }

  /** The exchange of the INVITE or re-INVITE under way, which its ACK or PRACK may complete. */
  OfferAnswer invitation() {
    return invitation;
  }

  OfferAnswer newInvitation() {
    invitation = new OfferAnswer();
    return invitation;
  }

  /**
   * One renegotiation at a time (RFC 3261 §14.2, RFC 3311 §5.2).
   *
   * @throws SipReject 491 when the other side's is under way, 500 when this side's own is
   */
  void negotiate(ServerTransaction request, Side from) {
    negotiating
        .filter(earlier -> !earlier.finallyAnswered())
        .ifPresent(
            earlier -> {
              throw (earlier.link() instanceof Flow) == (from == Side.ACCESS)
                  ? SipReject.of(500, "Server Internal Error").withRetryAfter(TRY_LATER)
                  : SipReject.of(491, "Request Pending");
            });
    negotiating = Optional.of(request);
  }

  /** The browser said that it understands UPDATE. */
  boolean browserUpdates() {
    return browserUpdates;
  }

  /** What the INVITE or the 2xx of the browser says it understands. */
  void learn(SIPMessage fromBrowser) {
    browserUpdates |= SipMessages.hasOption(fromBrowser, "Allow", "UPDATE");
    trickles |= Trickle.supported(fromBrowser);
  }

  /** The browser may tell its ICE candidates by and by. */
  boolean trickles() {
    return trickles;
  }

  /** An INVITE of the browser that the core does not see. */
  void answeredHere(SIPRequest invite) {
    answeredHere = SipMessages.cseq(invite);
  }

  /** Whether the browser acknowledges what the core has not seen. */
  boolean endsHere(SIPRequest ack) {
    return SipMessages.cseq(ack) == answeredHere;
  }

  boolean ended() {
    return ended;
  }

  void markEnded() {
    ended = true;
  }
}
