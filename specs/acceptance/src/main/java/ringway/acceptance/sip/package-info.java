// SPDX-License-Identifier: Apache-2.0
/**
 * SIP as the acceptance flows see it: a reader and writer of message text that shares no code with
 * the functions under test, and the words a flow is written in. Clauses: RFC 3261 §7, §8, §12.
 * Entry class: {@link ringway.acceptance.sip.Words}.
 *
 * <p>Thread rule: everything is immutable, except {@link ringway.acceptance.sip.Dialogs}, which
 * belongs to the thread of its test.
 */
@NullMarked
package ringway.acceptance.sip;

import org.jspecify.annotations.NullMarked;
