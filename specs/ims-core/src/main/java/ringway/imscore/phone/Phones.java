// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;
import ringway.imscore.media.MediaPorts;
import ringway.imscore.phone.PhoneCall.State;
import ringway.imscore.sip.SipEndpoint;
import ringway.imscore.sip.SipHandler;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/** All phones of the lab on one SIP endpoint of their own; the core reaches them like any peer. */
public final class Phones implements SipHandler {
  private static final Duration SILENCE_CHECK = Duration.ofSeconds(1);

  private final Lines lines;
  private final Answering answering;
  private final Calling calling;

  public Phones(SipEndpoint endpoint, PhoneSettings settings, MediaPorts ports) {
    lines = new Lines(endpoint, settings, new CallTable(settings.maxCalls()), ports);
    answering = new Answering(lines);
    calling = new Calling(lines);
    endpoint.thread().every(SILENCE_CHECK, this::endSilentCalls);
  }

  @Override
  public void request(Request request, ServerTransaction transaction) {
    switch (request.getMethod()) {
      case Request.INVITE -> {
        if (SipText.toTag(request).isEmpty()) {
          answering.invite(request, transaction);
        } else {
          answering.reInvite(request, transaction, dialogOf(request));
        }
      }
      case Request.CANCEL -> answering.cancel(request, transaction);
      case Request.BYE -> {
        lines.calls().end(dialogOf(request), "the other side hung up");
        lines.endpoint().answer(transaction, SipText.response(request, 200));
      }
      case Request.UPDATE -> answering.update(request, transaction, dialogOf(request));
      case Request.INFO -> {
        dialogOf(request);
        lines.endpoint().answer(transaction, SipText.response(request, 200));
      }
      case Request.OPTIONS ->
          lines.endpoint().answer(transaction, withAllow(SipText.response(request, 200)));
      default -> throw new SipReject(405, "Method Not Allowed").withEach("Allow", Lines.ALLOW);
    }
  }

  private static Response withAllow(Response response) {
    Lines.ALLOW.forEach(method -> SipText.add(response, "Allow", method));
    SipText.add(response, "Accept", "application/sdp");
    return response;
  }

  private PhoneCall dialogOf(Request request) {
    return lines.calls().find(request).orElseThrow(() -> new SipReject(481, "No Such Dialog"));
  }

  @Override
  public void ack(Request ack) {
    answering.ack(ack);
  }

  @Override
  public void response(Response response, Optional<ClientTransaction> transaction) {
    if (!SipText.cseq(response).getMethod().equals(Request.INVITE)) {
      return; // the answer to a BYE or CANCEL changes nothing any more
    }
    if (transaction.isEmpty()) {
      calling.answeredAgain(response);
    } else if (transaction.get().getApplicationData() instanceof PhoneCall call) {
      calling.response(call, response);
    }
  }

  @Override
  public void failed(ClientTransaction transaction) {
    if (transaction.getApplicationData() instanceof PhoneCall call) {
      lines.calls().end(call, "no answer from the core");
    }
  }

  /** Calls {@code to} and returns the Call-ID; refusals are thrown as {@link SipReject}. */
  public String call(Optional<String> number, String to) {
    return calling.call(number.orElse(lines.settings().caller()), to);
  }

  /** False when no call under way has this Call-ID. */
  public boolean hangUp(String callId) {
    List<PhoneCall> found = lines.calls().withCallId(callId);
    found.forEach(call -> hangUp(call, "hung up"));
    return !found.isEmpty();
  }

  private void hangUp(PhoneCall call, String reason) {
    if (call.state == State.ESTABLISHED) {
      lines.sayBye(call, reason);
    } else if (call.received.isPresent()) {
      answering.decline(call, new SipReject(603, "Decline"), reason);
    } else {
      calling.giveUp(call, reason);
    }
  }

  /** A peer that vanished would keep its ports for ever. */
  private void endSilentCalls() {
    for (PhoneCall call : lines.calls().live()) {
      if (call.expectsMedia()
          && call.media.silence().compareTo(lines.settings().silenceLimit()) > 0) {
        hangUp(call, "silence");
      }
    }
  }

  public void hangUpAll() {
    lines.calls().live().forEach(call -> hangUp(call, "shutting down"));
  }

  public long established() {
    return lines.calls().established();
  }

  public Map<String, Object> asJson() {
    return Map.of("calls", lines.calls().asJson());
  }
}
