// SPDX-License-Identifier: Apache-2.0
/**
 * The OAuth 2.0 and OpenID Connect endpoints (RFC 6749, 7636, 8414, 9068, 9207, 9700) on the Nimbus
 * SDK: authorization code with PKCE and refresh with rotation, nothing else.
 *
 * <p>Entry classes: {@link ringway.waf.oauth.AuthorizeCheck}, {@link
 * ringway.waf.oauth.TokenEndpoint}. Called on virtual threads; holds no state of its own.
 */
@NullMarked
package ringway.waf.oauth;

import org.jspecify.annotations.NullMarked;
