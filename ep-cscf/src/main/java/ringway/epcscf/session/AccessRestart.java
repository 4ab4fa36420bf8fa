// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Optional;
import ringway.epcscf.sip.SipMessages;

/**
 * A browser that has another connection, address or page says so by a re-INVITE that restarts ICE:
 * that is between it and us, and the core is not troubled. Runs in the mailbox of the Call-ID.
 */
record AccessRestart(SessionTimers timers) {
  /** The answer to such a re-INVITE; empty for everything else. */
  Optional<SIPResponse> answered(CallSession session, Side from, SIPRequest received) {
    Optional<Dialog> dialog = session.confirmed();
    if (from == Side.CORE
        || dialog.isEmpty()
        || !SipMessages.is(received, "INVITE")
        || !SessionDescription.isIn(received)
        || !timers.canRefreshFor(session, received)) {
      return Optional.empty();
    }
    Optional<String> answer = session.media.answerToRestart(SipMessages.bodyText(received));
    return answer.map(sdp -> ok(session, dialog.get(), received, sdp));
  }

  private SIPResponse ok(CallSession session, Dialog dialog, SIPRequest received, String sdp) {
    dialog.absorbed(Side.ACCESS, received);
    session.answeredHere(received);
    SIPResponse ok = SipMessages.response(received, 200, "OK");
    SipMessages.setHeader(ok, "Contact", dialog.contactTowards(Side.ACCESS));
    timers.refreshFor(session, dialog, received, ok);
    SipMessages.setBody(ok, SessionDescription.TYPE, sdp);
    return ok;
  }
}
