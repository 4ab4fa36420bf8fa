// SPDX-License-Identifier: Apache-2.0
/**
 * Single sign-on in REGISTER: who has no token, or one that ended, may prove a password instead.
 * The challenge is ours (RFC 7616, RFC 8760), the WAF says whether the answer is right and gives a
 * fresh token, which the client gets in the 200. Entry class: {@link
 * ringway.epcscf.sso.SingleSignOn}.
 *
 * <p>Thread rule: everything here is thread-safe; a check blocks its virtual thread.
 */
@NullMarked
package ringway.epcscf.sso;

import org.jspecify.annotations.NullMarked;
