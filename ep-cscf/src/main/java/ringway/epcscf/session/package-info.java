// SPDX-License-Identifier: Apache-2.0
/**
 * Calls through us (TS 24.371 §7, TS 24.229 §5.2.6): a dialog-aware, record-routing proxy that
 * rewrites session descriptions and becomes a user agent only where the network itself ends a call.
 * Entry class: {@link ringway.epcscf.session.ProxyCore}.
 *
 * <p>Thread rule: everything about one call runs in the mailbox of its Call-ID; {@link
 * ringway.epcscf.session.SessionTable} is the one thing shared.
 */
@NullMarked
package ringway.epcscf.session;

import org.jspecify.annotations.NullMarked;
