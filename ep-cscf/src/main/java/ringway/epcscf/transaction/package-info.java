// SPDX-License-Identifier: Apache-2.0
/**
 * The transaction layer of RFC 3261 §17 with RFC 6026, for W2 (reliable) and Mw (UDP and TCP).
 *
 * <p>Thread rule: every message and every timer of one Call-ID is handled in that Call-ID's {@link
 * ringway.epcscf.transaction.Mailboxes mailbox}, one at a time, on a virtual thread. Code called
 * from here ({@link ringway.epcscf.transaction.TransactionUser}, {@link
 * ringway.epcscf.transaction.ClientListener}) therefore needs no locks for the state of a call or a
 * registration and may block; other Call-IDs go on. The one exception is {@code linkClosed}, which
 * concerns many Call-IDs and comes on a thread of its own: post from there into the mailboxes.
 * State shared between Call-IDs (tables, caches) must be thread-safe. The state machines themselves
 * are pure functions ({@code *Machine}); {@link ringway.epcscf.transaction.TransactionLayer}
 * performs what they ask for.
 */
@NullMarked
package ringway.epcscf.transaction;

import org.jspecify.annotations.NullMarked;
