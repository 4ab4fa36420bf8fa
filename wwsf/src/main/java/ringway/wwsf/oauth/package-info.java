// SPDX-License-Identifier: Apache-2.0
/**
 * The WWSF as OAuth 2.0 and OpenID Connect client of the WAF (reference point W4): discovery,
 * authorization code with PKCE, refresh, and the check of ID tokens, on the Nimbus SDK.
 *
 * <p>Entry class: {@link ringway.wwsf.oauth.WafClient}. Called on virtual threads; every call waits
 * for the WAF no longer than the configured time.
 */
@NullMarked
package ringway.wwsf.oauth;

import org.jspecify.annotations.NullMarked;
