// SPDX-License-Identifier: Apache-2.0
/**
 * Pools of IMS subscriptions that a WWSF lends to its own users (TS 33.203 X.4.2.1, X.4.1 REQ 3.2):
 * no pair of IMPI and IMPUs is with two holders at once, and none is given again before every token
 * for it has ended, and with the token the registration made with it.
 *
 * <p>Entry class: {@link ringway.waf.pool.Pools}. Usable from any thread and by several nodes at
 * one database; everything blocks for the database.
 */
@NullMarked
package ringway.waf.pool;

import org.jspecify.annotations.NullMarked;
