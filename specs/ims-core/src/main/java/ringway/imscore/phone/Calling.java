// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sip.address.URI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import ringway.imscore.media.MediaSession;
import ringway.imscore.phone.PhoneCall.Facts;
import ringway.imscore.phone.PhoneCall.State;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/** The calling side. */
final class Calling {
  private final Lines lines;

  Calling(Lines lines) {
    this.lines = lines;
  }

  /** Returns the Call-ID; a refusal is thrown as {@link SipReject}. */
  String call(String number, String to) {
    if (!lines.settings().voices().containsKey(number)) {
      throw new SipReject(404, "No phone of the lab has the number " + number);
    }
    URI target = SipText.uri(to);
    if (lines.calls().isFull()) {
      throw new SipReject(486, "All phones are busy");
    }
    MediaSession media =
        lines.openMedia(number).orElseThrow(() -> new SipReject(503, "No media port is free"));
    try {
      return call(number, target, media);
    } catch (RuntimeException unusable) {
      media.close();
      throw unusable;
    }
  }

  private String call(String number, URI target, MediaSession media) {
    SdpNegotiation negotiation = new SdpNegotiation(lines.ports().host(), media.port());
    Facts facts =
        new Facts(
            SipText.token() + "@" + lines.settings().domain(),
            SipText.token(),
            number,
            lines.settings().uri(number),
            List.of("<tel:" + number + ">"),
            target.toString(),
            Instant.now());
    PhoneCall call = new PhoneCall(facts, media, negotiation, State.CALLING, negotiation.offer());
    Request invite = invite(target, call);
    lines.calls().add(call);
    call.sent = lines.endpoint().send(invite);
    if (call.sent.isEmpty()) {
      lines.calls().end(call, "the core cannot be reached");
    } else {
      call.sent.get().setApplicationData(call);
    }
    return facts.callId();
  }

  private Request invite(URI target, PhoneCall call) {
    Facts facts = call.facts;
    Request invite =
        SipText.request(
            Request.INVITE,
            target,
            "<" + facts.from() + ">;tag=" + facts.localTag(),
            "<" + target + ">",
            facts.callId(),
            1);
    SipText.add(invite, "Route", "<sip:" + lines.settings().core() + ";lr>");
    facts.asserted().forEach(value -> SipText.add(invite, "P-Asserted-Identity", value));
    lines.sign(invite, facts.number());
    SipText.body(invite, "application/sdp", call.sdpOffer.getBytes(StandardCharsets.UTF_8));
    return invite;
  }

  void response(PhoneCall call, Response response) {
    int status = response.getStatusCode();
    if (status < 200) {
      provisional(call, status);
    } else if (status < 300) {
      answered(call, response);
    } else {
      lines.calls().end(call, status + " " + response.getReasonPhrase());
    }
  }

  private void provisional(PhoneCall call, int status) {
    if (lines.isOver(call)) {
      cancel(call);
    } else if (status > 100) {
      call.state = State.RINGING;
    }
  }

  private void answered(PhoneCall call, Response response) {
    call.dialog = Optional.of(PhoneDialog.caller(response, call.facts.localTag()));
    acknowledge(call);
    if (lines.isOver(call)) {
      lines.sayBye(call, "answered too late");
      return;
    }
    try {
      String answer = new String(SipText.body(response), StandardCharsets.UTF_8);
      call.agree(SdpNegotiation.accepted(Sdp.parse(answer)));
      call.state = State.ESTABLISHED;
    } catch (SipReject unusable) {
      lines.sayBye(call, "unusable answer");
    }
  }

  private void acknowledge(PhoneCall call) {
    call.dialog.ifPresent(dialog -> lines.endpoint().sendAck(dialog.request(Request.ACK)));
  }

  /** Our ACK was lost on the way: it is sent once more (RFC 3261 §13.2.2.4). */
  void answeredAgain(Response response) {
    lines
        .calls()
        .find(SipText.callId(response), SipText.from(response).getTag())
        .ifPresent(this::acknowledge);
  }

  void giveUp(PhoneCall call, String reason) {
    boolean cancelNow = call.state == State.RINGING;
    lines.calls().end(call, reason);
    if (cancelNow) {
      cancel(call);
    }
  }

  /** RFC 3261 §9.1: only after a first sign of life, and once. */
  private void cancel(PhoneCall call) {
    if (!call.cancelled) {
      call.cancelled = true;
      call.sent.ifPresent(lines.endpoint()::cancel);
    }
  }
}
