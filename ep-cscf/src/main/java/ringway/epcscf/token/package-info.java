// SPDX-License-Identifier: Apache-2.0
/**
 * Access tokens of the WAFs: from the text a WIC shows to the IMS identities it proves (RFC 9068
 * §4, TS 33.203 X.4.1 REQ 3.1), with keys found by RFC 8414 and RFC 7517. Entry class: {@link
 * ringway.epcscf.token.TokenVerifier}.
 *
 * <p>Thread rule: everything here may be called from any thread; {@code verify} blocks while keys
 * are fetched.
 */
@NullMarked
package ringway.epcscf.token;

import org.jspecify.annotations.NullMarked;
