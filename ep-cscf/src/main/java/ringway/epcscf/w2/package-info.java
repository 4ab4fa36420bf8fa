// SPDX-License-Identifier: Apache-2.0
/**
 * W2: SIP over WebSocket (RFC 7118) towards the WICs. {@link ringway.epcscf.w2.W2Listener} takes
 * the handshakes, applies the policy of TS 33.203 §X.2 and hands whole messages on; a {@link
 * ringway.epcscf.w2.Flow} is one connection.
 *
 * <p>Thread rule: Jetty delivers the messages of one connection one at a time; they are parsed
 * there and posted to a mailbox, nothing waits. A Flow is thread-safe.
 */
@NullMarked
package ringway.epcscf.w2;

import org.jspecify.annotations.NullMarked;
