// SPDX-License-Identifier: Apache-2.0
/**
 * Who is there: {@code /login}, {@code /callback}, {@code /session}, {@code /logout}, and the
 * sessions. Tokens stay on the server, encrypted in its database; the browser holds a name.
 *
 * <p>Entry classes: {@link ringway.wwsf.session.SignInEndpoint}, {@link
 * ringway.wwsf.session.Sessions}. Thread-safe; one renewal at a time per session, on all nodes.
 */
@NullMarked
package ringway.wwsf.session;

import org.jspecify.annotations.NullMarked;
