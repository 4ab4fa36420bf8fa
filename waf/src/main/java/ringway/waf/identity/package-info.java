// SPDX-License-Identifier: Apache-2.0
/**
 * Who may sign in and which IMS subscription belongs to each user (TS 33.203 X.4.1 REQ 3.1).
 *
 * <p>Entry class: {@link ringway.waf.identity.Users}. Immutable, so usable from any thread.
 */
@NullMarked
package ringway.waf.identity;

import org.jspecify.annotations.NullMarked;
