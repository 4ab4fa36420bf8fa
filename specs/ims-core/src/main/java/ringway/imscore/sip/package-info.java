// SPDX-License-Identifier: Apache-2.0
/**
 * The JAIN-SIP stack as the lab core uses it: listening points, transactions, wire log.
 *
 * <p>Clauses: RFC 3261 §17 and §18 (by JAIN-SIP), TS 24.229 §4.2A (TCP above 1300 bytes). Entry
 * class: {@code SipEndpoint}. Thread rule: JAIN's threads only hand over; every {@code SipHandler}
 * call happens on the endpoint's {@code SignallingThread}, and so does every timer.
 */
@NullMarked
package ringway.imscore.sip;

import org.jspecify.annotations.NullMarked;
