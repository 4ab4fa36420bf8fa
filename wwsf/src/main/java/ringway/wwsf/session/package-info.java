// SPDX-License-Identifier: Apache-2.0
/**
 * Who is signed in: {@code /login}, {@code /callback}, {@code /logout}, and the sessions, which
 * keep all tokens on the server so that the browser holds only a cookie.
 *
 * <p>Entry classes: {@link ringway.wwsf.session.SignInEndpoint}, {@link
 * ringway.wwsf.session.Sessions}. Thread-safe; one refresh at a time per session.
 */
@NullMarked
package ringway.wwsf.session;

import org.jspecify.annotations.NullMarked;
