// SPDX-License-Identifier: Apache-2.0
/**
 * Registration by a token (TS 24.371 §6, TS 33.203 X.4): token to identities, the REGISTER of
 * trusted-node authentication, the binding of a connection to its identities, flow tokens, and what
 * crosses the edge of the trust domain. Entry class: {@link
 * ringway.epcscf.registration.RegisterHandler}.
 *
 * <p>Thread rule: handlers run in the mailbox of their Call-ID; tables and flow tokens are
 * thread-safe.
 */
@NullMarked
package ringway.epcscf.registration;

import org.jspecify.annotations.NullMarked;
