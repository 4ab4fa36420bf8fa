// SPDX-License-Identifier: Apache-2.0
/**
 * Which web pages may use the WWSF on a user's behalf: its own and those of listed other sites, by
 * exact origin (RFC 6454, CORS). Everything else is kept from posting and from reading.
 *
 * <p>Entry class: {@link ringway.wwsf.front.Fronts}. Immutable.
 */
@NullMarked
package ringway.wwsf.front;

import org.jspecify.annotations.NullMarked;
