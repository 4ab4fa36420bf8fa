// SPDX-License-Identifier: Apache-2.0
/**
 * The phones of the lab: user agents behind two numbers, one echoes, one plays a tone and calls.
 *
 * <p>Clauses: RFC 3261 §12 to §15, RFC 3264, RFC 3605, RFC 3551. Entry class: {@code Phones}.
 * Thread rule: the signalling thread only; media has threads of its own.
 */
@NullMarked
package ringway.imscore.phone;

import org.jspecify.annotations.NullMarked;
