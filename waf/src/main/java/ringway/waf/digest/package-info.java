// SPDX-License-Identifier: Apache-2.0
/**
 * Passwords checked by SIP Digest (RFC 7616, RFC 8760) for an eP-CSCF that lets users in by
 * password where they have no token: single sign-on in REGISTER. The endpoint is in {@code oauth}.
 * Entry class: {@link ringway.waf.digest.DigestVerifier}.
 *
 * <p>Thread rule: everything here is immutable or thread-safe.
 */
@NullMarked
package ringway.waf.digest;

import org.jspecify.annotations.NullMarked;
