// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPMessage;

/** Where the transports deliver; returns at once. */
public interface SipReceiver {
  void receive(SIPMessage message, SipLink from);

  void linkClosed(SipLink link);
}
