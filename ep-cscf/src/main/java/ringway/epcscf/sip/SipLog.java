// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import gov.nist.javax.sip.message.SIPMessage;

/** Messages in the log: one line each at INFO, the masked text at DEBUG. */
public final class SipLog {
  private SipLog() {}

  /** The message with tokens, keys and digest answers replaced by stars. */
  public static String masked(SIPMessage message) {
    return masked(message.encode());
  }

  public static String masked(String message) {
    throw new UnsupportedOperationException();
  }

  /**
   * @param peer the flow or the address on the other side
   */
  public static void received(SIPMessage message, String peer) {}

  public static void sent(SIPMessage message, String peer) {}
}
