// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sip.ServerTransaction;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import ringway.imscore.media.MediaSession;
import ringway.imscore.phone.PhoneCall.Facts;
import ringway.imscore.phone.PhoneCall.State;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/** The called side: rings, answers, re-negotiates. */
final class Answering {
  // RFC 3261 §17.1.1.1: T1 and T2, also for a 2xx repeated until its ACK (§13.3.1.4).
  private static final Duration T1 = Duration.ofMillis(500);
  private static final Duration T2 = Duration.ofSeconds(4);

  private final Lines lines;

  Answering(Lines lines) {
    this.lines = lines;
  }

  void invite(Request invite, ServerTransaction transaction) {
    String number = number(invite);
    requireNoExtension(invite);
    if (lines.calls().isFull()) {
      throw new SipReject(486, "Busy Here");
    }
    Sdp offer = offer(invite);
    MediaSession media =
        lines
            .openMedia(number)
            .orElseThrow(() -> new SipReject(503, "No Media Port").with("Retry-After", "5"));
    try {
      ring(invite, transaction, number, offer, media);
    } catch (RuntimeException refused) {
      media.close();
      throw refused;
    }
  }

  private void ring(
      Request invite, ServerTransaction transaction, String number, Sdp offer, MediaSession media) {
    SdpNegotiation negotiation = new SdpNegotiation(lines.ports().host(), media.port());
    SdpNegotiation.Answer answer = negotiation.answer(offer);
    Facts facts =
        new Facts(
            SipText.callId(invite),
            SipText.token(),
            number,
            SipText.from(invite).getAddress().getURI().toString(),
            SipText.values(invite, "P-Asserted-Identity"),
            SipText.to(invite).getAddress().getURI().toString(),
            Instant.now());
    PhoneCall call = new PhoneCall(facts, media, negotiation, State.RINGING, body(invite));
    call.dialog = Optional.of(PhoneDialog.callee(invite, facts.localTag()));
    call.received = Optional.of(transaction);
    Response ringing = response(invite, call, 180);
    lines.calls().add(call);
    lines.endpoint().answer(transaction, ringing);
    lines
        .endpoint()
        .thread()
        .after(lines.settings().answerAfter(), () -> pickUp(call, invite, transaction, answer));
  }

  private void pickUp(
      PhoneCall call, Request invite, ServerTransaction transaction, SdpNegotiation.Answer answer) {
    if (call.state == State.RINGING) {
      call.state = State.ESTABLISHED;
      accept(call, invite, transaction, answer);
    }
  }

  private String number(Request invite) {
    String user = invite.getRequestURI() instanceof SipURI uri ? uri.getUser() : "";
    if (user == null || !lines.settings().voices().containsKey(user)) {
      throw new SipReject(404, "Not Found");
    }
    return user;
  }

  private static void requireNoExtension(Request invite) {
    List<String> required = SipText.optionTags(invite, "Require");
    if (!required.isEmpty()) {
      throw new SipReject(420, "Bad Extension").withEach("Unsupported", required);
    }
  }

  private static Sdp offer(Request request) {
    boolean described =
        SipText.value(request, "Content-Type")
            .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/sdp"))
            .isPresent();
    if (!described) {
      throw new SipReject(488, "Not Acceptable Here").warning("sdp", "a phone needs an offer");
    }
    return Sdp.parse(body(request));
  }

  private static String body(Request request) {
    return new String(SipText.body(request), StandardCharsets.UTF_8);
  }

  private Response response(Request request, PhoneCall call, int status) {
    Response response = SipText.response(request, status);
    SipText.toTag(response, call.facts.localTag());
    lines.sign(response, call.facts.number());
    return response;
  }

  private void accept(
      PhoneCall call, Request invite, ServerTransaction transaction, SdpNegotiation.Answer answer) {
    Response ok = response(invite, call, 200);
    SipText.body(ok, "application/sdp", answer.text().getBytes(StandardCharsets.UTF_8));
    long cseq = SipText.cseq(invite).getSeqNumber();
    call.unacknowledged = Optional.of(cseq);
    call.agree(answer.stream());
    lines.endpoint().answer(transaction, ok);
    repeat(call, ok, cseq, T1, T1);
  }

  /** RFC 3261 §13.3.1.4: a 2xx is repeated end to end until the ACK is there. */
  private void repeat(PhoneCall call, Response ok, long cseq, Duration delay, Duration elapsed) {
    lines
        .endpoint()
        .thread()
        .after(
            delay,
            () -> {
              if (lines.isOver(call) || !call.unacknowledged.equals(Optional.of(cseq))) {
                return;
              }
              if (elapsed.compareTo(lines.settings().ackLimit()) >= 0) {
                lines.sayBye(call, "no ACK");
                return;
              }
              lines.endpoint().answerAgain(ok);
              Duration twice = delay.multipliedBy(2);
              Duration next = twice.compareTo(T2) > 0 ? T2 : twice;
              repeat(call, ok, cseq, next, elapsed.plus(next));
            });
  }

  void ack(Request ack) {
    lines
        .calls()
        .find(ack)
        .filter(call -> call.unacknowledged.equals(Optional.of(SipText.cseq(ack).getSeqNumber())))
        .ifPresent(call -> call.unacknowledged = Optional.empty());
  }

  /** A new offer in a call that stands. */
  void reInvite(Request invite, ServerTransaction transaction, PhoneCall call) {
    // RFC 3261 §14.2: one negotiation at a time.
    if (call.state != State.ESTABLISHED || call.unacknowledged.isPresent()) {
      throw new SipReject(491, "Request Pending");
    }
    SdpNegotiation.Answer answer = renewed(invite, call);
    accept(call, invite, transaction, answer);
  }

  /** RFC 3311; without a body it only keeps the session alive (RFC 4028). */
  void update(Request update, ServerTransaction transaction, PhoneCall call) {
    Response ok = response(update, call, 200);
    if (SipText.body(update).length > 0) {
      SdpNegotiation.Answer answer = renewed(update, call);
      call.agree(answer.stream());
      SipText.body(ok, "application/sdp", answer.text().getBytes(StandardCharsets.UTF_8));
    }
    lines.endpoint().answer(transaction, ok);
  }

  private static SdpNegotiation.Answer renewed(Request request, PhoneCall call) {
    SdpNegotiation.Answer answer = call.sdp.answer(offer(request));
    call.sdpOffer = body(request);
    call.dialog = call.dialog.map(dialog -> dialog.refreshed(request));
    return answer;
  }

  /** The caller has given up while it rang. */
  void cancel(Request cancel, ServerTransaction transaction) {
    String callerTag = SipText.from(cancel).getTag();
    PhoneCall call =
        lines.calls().withCallId(SipText.callId(cancel)).stream()
            .filter(found -> found.received.isPresent())
            .filter(
                found -> SipText.from(found.received.get().getRequest()).getTag().equals(callerTag))
            .findFirst()
            .orElseThrow(() -> new SipReject(481, "No Such Transaction"));
    lines.endpoint().answer(transaction, response(cancel, call, 200));
    if (call.state == State.RINGING) {
      decline(call, new SipReject(487, "Request Terminated"), "cancelled by the caller");
    }
  }

  void decline(PhoneCall call, SipReject why, String reason) {
    call.received.ifPresent(
        invite -> {
          Response refusal = SipText.response(invite.getRequest(), why);
          SipText.toTag(refusal, call.facts.localTag());
          lines.endpoint().answer(invite, refusal);
        });
    lines.calls().end(call, reason);
  }
}
