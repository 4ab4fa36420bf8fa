// SPDX-License-Identifier: Apache-2.0
/**
 * People who call without signing in: {@code POST /visitor} opens a session with an identity lent
 * from the WAF's pool (TS 24.371 §6.1 scenario 3, TS 33.203 X.4.2.1), within limits per address.
 *
 * <p>Entry class: {@link ringway.wwsf.visitor.VisitorEndpoint}. Thread-safe.
 */
@NullMarked
package ringway.wwsf.visitor;

import org.jspecify.annotations.NullMarked;
