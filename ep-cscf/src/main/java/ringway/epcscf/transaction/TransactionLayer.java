// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.MeterRegistry;

/** Matches messages to transactions and drives their state machines. Thread-safe. */
public final class TransactionLayer implements SipReceiver, AutoCloseable {
  public TransactionLayer(
      TransactionUser user, Mailboxes mailboxes, TransactionTimers timers, MeterRegistry metrics) {}

  @Override
  public void receive(SIPMessage message, SipLink from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void linkClosed(SipLink link) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends a request that has everything but our Via; it must not be changed afterwards. From any
   * thread; the listener is called in the mailbox of the Call-ID.
   */
  public ClientTransaction send(SIPRequest request, SipLink link, ClientListener listener) {
    throw new UnsupportedOperationException();
  }

  /** Passes on the ACK of a 2xx: no transaction, only our Via. A dead link is not told. */
  public void sendAck(SIPRequest ack, SipLink link) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
