// SPDX-License-Identifier: Apache-2.0
/**
 * Who may sign in and which IMS subscriptions belong to each user (TS 33.203 X.4.1 REQ 3.1): those
 * written in the config file, merged into the database at start, and those an administrator added.
 *
 * <p>Entry classes: {@link ringway.waf.identity.Users}, {@link ringway.waf.identity.UserStore}.
 * Usable from any thread; the store blocks for the database.
 */
@NullMarked
package ringway.waf.identity;

import org.jspecify.annotations.NullMarked;
