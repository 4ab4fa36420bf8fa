// SPDX-License-Identifier: Apache-2.0
/**
 * The key that signs tokens, kept in the data directory, and its public half (RFC 7517).
 *
 * <p>Entry class: {@link ringway.waf.keys.SigningKey}. Immutable, so usable from any thread.
 */
@NullMarked
package ringway.waf.keys;

import org.jspecify.annotations.NullMarked;
