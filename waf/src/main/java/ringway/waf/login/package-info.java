// SPDX-License-Identifier: Apache-2.0
/**
 * The WAF's own login page, its form post, and the check of the password behind it.
 *
 * <p>Entry class: {@link ringway.waf.login.LoginEndpoint}. Called on virtual threads; password
 * checks are limited to as many at a time as there are processors.
 */
@NullMarked
package ringway.waf.login;

import org.jspecify.annotations.NullMarked;
