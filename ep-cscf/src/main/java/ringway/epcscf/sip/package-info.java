// SPDX-License-Identifier: Apache-2.0
/**
 * The vocabulary of SIP messages: parsing behind guards, reading and building, the Bearer
 * credentials of RFC 8898 and TS 24.371, and masked logging. JAIN-SIP gives the message classes and
 * the header parsers; nothing of its stack is used.
 *
 * <p>Entry: {@link ringway.epcscf.sip.SipParser} and {@link ringway.epcscf.sip.SipMessages}. All
 * static and free of state, but a message itself is mutable: it belongs to one thread at a time.
 */
@NullMarked
package ringway.epcscf.sip;

import org.jspecify.annotations.NullMarked;
