// SPDX-License-Identifier: Apache-2.0
/**
 * Signing in (OpenID Connect Core §3.1.2): the login page, sessions of browsers, the telephone
 * number the network vouches for, sign-out, and what slows guessing down.
 *
 * <p>Entry class: {@link ringway.waf.login.Login}. Called on virtual threads; password checks are
 * limited to as many at a time as there are processors; what all nodes must know is in the store.
 */
@NullMarked
package ringway.waf.login;

import org.jspecify.annotations.NullMarked;
