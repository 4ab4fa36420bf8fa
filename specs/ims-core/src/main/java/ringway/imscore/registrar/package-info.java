// SPDX-License-Identifier: Apache-2.0
/**
 * Registrations of the lab core and who is told about them.
 *
 * <p>Clauses: TS 24.229 §5.4.1 and §5.4.2, RFC 3261 §10, RFC 3327, RFC 3608, RFC 3680, RFC 5626 §6.
 * Entry class: {@code Registrar}. Thread rule: the signalling thread only.
 */
@NullMarked
package ringway.imscore.registrar;

import org.jspecify.annotations.NullMarked;
