// SPDX-License-Identifier: Apache-2.0
/**
 * What the WAF remembers between requests: authorization codes and refresh families.
 *
 * <p>Entry class: {@link ringway.waf.store.GrantStore}. Implementations are thread-safe and every
 * method is one atomic step, so that a database can stand behind it.
 */
@NullMarked
package ringway.waf.store;

import org.jspecify.annotations.NullMarked;
