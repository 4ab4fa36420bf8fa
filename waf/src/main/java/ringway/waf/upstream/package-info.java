// SPDX-License-Identifier: Apache-2.0
/**
 * Signing in at another OpenID provider (OpenID Connect Core §3.1, RFC 9700): code flow with PKCE,
 * nonce and a state that is bound to the browser, and which of our users the account there is.
 *
 * <p>Entry class: {@link ringway.waf.upstream.UpstreamEndpoint}. Called on virtual threads that may
 * block; what is under way lies in the database, so that any node can take the browser back.
 */
@NullMarked
package ringway.waf.upstream;

import org.jspecify.annotations.NullMarked;
