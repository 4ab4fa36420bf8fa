// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import java.util.List;
import java.util.Optional;
import javax.sip.message.Message;
import javax.sip.message.Request;
import ringway.imscore.media.MediaPorts;
import ringway.imscore.media.MediaSession;
import ringway.imscore.phone.PhoneCall.State;
import ringway.imscore.sip.SipEndpoint;
import ringway.imscore.sip.SipText;

/** What answering and calling share: the endpoint, the calls, the ports, and how a call ends. */
record Lines(SipEndpoint endpoint, PhoneSettings settings, CallTable calls, MediaPorts ports) {
  static final List<String> ALLOW =
      List.of("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "UPDATE", "INFO");

  Optional<MediaSession> openMedia(String number) {
    return MediaSession.open(
        ports,
        settings.voices().get(number),
        number + "@" + settings.domain(),
        settings.rtcpInterval());
  }

  /** What makes a message of ours reachable: Contact, and what we understand. */
  void sign(Message message, String number) {
    SipText.add(message, "Contact", "<sip:" + number + "@" + endpoint.hostPort() + ">");
    ALLOW.forEach(method -> SipText.add(message, "Allow", method));
  }

  /** Ends an answered call from our side. */
  void sayBye(PhoneCall call, String reason) {
    call.dialog.ifPresent(
        dialog -> {
          PhoneDialog next = dialog.next();
          call.dialog = Optional.of(next);
          Request bye = next.request(Request.BYE);
          SipText.add(bye, "Reason", "SIP;cause=200;text=\"" + reason + "\"");
          endpoint.send(bye);
        });
    calls.end(call, reason);
  }

  boolean isOver(PhoneCall call) {
    return call.state == State.ENDED;
  }
}
