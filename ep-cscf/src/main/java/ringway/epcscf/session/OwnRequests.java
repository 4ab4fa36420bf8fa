// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.TransactionLayer;

/** Sends the requests this node makes inside the dialogs that pass through it. */
record OwnRequests(TransactionLayer transactions, NextHop nextHop) {
  private static final Logger log = LoggerFactory.getLogger(OwnRequests.class);

  /** The listener hears of a link that is down as well. */
  void send(CallSession session, Side side, SIPRequest request, ClientListener listener) {
    try {
      transactions.send(request, nextHop.towards(side, session.flow, request), listener);
    } catch (LinkDown down) {
      notSent(session, side, request, down);
      listener.failed(ClientListener.Failure.TRANSPORT);
    }
  }

  void sendAck(CallSession session, Side side, SIPRequest ack) {
    try {
      transactions.sendAck(ack, nextHop.towards(side, session.flow, ack));
    } catch (LinkDown down) {
      notSent(session, side, ack, down);
    }
  }

  private static void notSent(CallSession session, Side side, SIPRequest request, LinkDown down) {
    log.info(
        "{} of ours not sent call={} side={} cause={}",
        request.getMethod(),
        session.callId,
        side,
        down.getMessage());
  }
}
