// SPDX-License-Identifier: Apache-2.0
/**
 * Signs in as a browser does: through the WWSF's {@code /login} and the WAF's own form, code and
 * PKCE included, without knowing more than a browser would (TS 24.371 §6.2 and annex; RFC 6749
 * §4.1).
 *
 * <p>Entry class: {@link ringway.launcher.token.BrowserSignIn}. Used on one thread.
 */
@NullMarked
package ringway.launcher.token;

import org.jspecify.annotations.NullMarked;
