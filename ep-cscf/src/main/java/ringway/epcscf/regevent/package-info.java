// SPDX-License-Identifier: Apache-2.0
/**
 * The P-CSCF's own watch on registrations: one subscription to the reg event package per IMPI (TS
 * 24.229 §5.2.3, RFC 3680, RFC 6665), and what its notifications change here. Entry class: {@link
 * ringway.epcscf.regevent.RegEvents}.
 *
 * <p>Thread rule: a subscription lives in the mailbox of its Call-ID; the tables are thread-safe.
 */
@NullMarked
package ringway.epcscf.regevent;

import org.jspecify.annotations.NullMarked;
