// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import gov.nist.javax.sip.message.SIPMessage;

/**
 * Sees every message as it crosses the wire. Implementations are quick, thread-safe, never throw.
 */
@FunctionalInterface
public interface SipTap {
  SipTap NONE = (_, _, _, _) -> {};

  /**
   * @param wire the bytes themselves, which nobody changes afterwards
   */
  void passed(Heading heading, SIPMessage message, byte[] wire, Hop hop);

  /** Both see it, this one first. */
  default SipTap and(SipTap other) {
    return (heading, message, wire, hop) -> {
      passed(heading, message, wire, hop);
      other.passed(heading, message, wire, hop);
    };
  }
}
