// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ServerTransaction;

/**
 * Calls that the network ends, towards whom it may concern (TS 24.229 §5.2.8). Runs in the mailbox
 * of the Call-ID.
 */
final class Ending {
  private static final Logger log = LoggerFactory.getLogger(Ending.class);

  private final OwnRequests own;
  private final Invitations invitations;
  private final Calls calls;

  Ending(OwnRequests own, Invitations invitations, Calls calls) {
    this.own = own;
    this.invitations = invitations;
    this.calls = calls;
  }

  /** Ends the call towards both sides. */
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
      invitations.of(session).ifPresent(invite -> abandon(session, invite));
    }
    calls.end(session, "released");
  }

  private void abandon(CallSession session, ServerTransaction invite) {
    invite.respond(
        session.refusal(
            invite,
            SipReject.of(500, "Server Internal Error").withWarning("the call cannot go on")));
    invitations.cancel(invite);
  }

  /** A 2xx that is not passed on is acknowledged, and its call ended, here. */
  void decline(CallSession session, Dialog dialog) {
    Side callee = session.caller.other();
    own.sendAck(session, callee, dialog.ack(callee, dialog.invited()));
    bye(session, dialog, callee, "SIP;cause=200;text=\"answered elsewhere\"");
  }

  private void bye(CallSession session, Dialog dialog, Side side, String reason) {
    if (side == Side.ACCESS && !session.flow.open()) {
      return;
    }
    SIPRequest bye = dialog.own("BYE", side);
    SipMessages.setHeader(bye, "Reason", reason);
    own.send(session, side, bye, new Told(session.callId, "BYE"));
  }
}
