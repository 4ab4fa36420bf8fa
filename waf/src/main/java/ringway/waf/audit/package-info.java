// SPDX-License-Identifier: Apache-2.0
/**
 * What the WAF did and refused, for whoever has to account for it: one line each on the logger
 * {@code audit}. Never a token, a password or a code.
 *
 * <p>Entry class: {@link ringway.waf.audit.Audit}. Thread-safe.
 */
@NullMarked
package ringway.waf.audit;

import org.jspecify.annotations.NullMarked;
