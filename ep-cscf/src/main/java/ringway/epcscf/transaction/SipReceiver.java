// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPMessage;

/** Where the transports deliver; returns at once. */
public interface SipReceiver {
  /**
   * @param wire the message as it came
   */
  void receive(SIPMessage message, byte[] wire, SipLink from);

  void linkClosed(SipLink link);
}
