// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPRequest;

/**
 * What the proxy core does with requests. Called in the mailbox of the Call-ID, {@link #linkClosed}
 * excepted. A {@link ringway.epcscf.sip.SipReject} thrown from {@link #request} becomes the answer;
 * any other exception a 500.
 */
public interface TransactionUser {
  /** A new request, neither ACK nor CANCEL. */
  void request(ServerTransaction transaction);

  /** The CANCEL has been answered with 200; the INVITE is still without a final answer. */
  void cancelled(ServerTransaction invite, SIPRequest cancel);

  /** The ACK of a 2xx: it is a transaction of its own and has to be passed on end to end. */
  void ack(SIPRequest ack, SipLink from);

  /** The connection is gone; client transactions on it have been failed. On a thread of its own. */
  void linkClosed(SipLink link);
}
