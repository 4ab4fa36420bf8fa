// SPDX-License-Identifier: Apache-2.0
/**
 * The OAuth 2.0 and OpenID Connect endpoints on the Nimbus SDK (RFC 6749, 7009, 7523, 7636, 7662,
 * 8414, 8693, 8705, 9068, 9126, 9207, 9700): grants, clients and how they prove themselves, tokens.
 *
 * <p>Entry class: {@link ringway.waf.oauth.OAuth}. Called on virtual threads, which may block; what
 * must be remembered is in the database, so that any node can answer any request.
 */
@NullMarked
package ringway.waf.oauth;

import org.jspecify.annotations.NullMarked;
