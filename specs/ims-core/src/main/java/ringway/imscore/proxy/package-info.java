// SPDX-License-Identifier: Apache-2.0
/**
 * The lab core as S-CSCF: who may send, where a request goes, and the forks under way.
 *
 * <p>Clauses: TS 24.229 §5.4.3, RFC 3261 §16, RFC 3327 §5.3, RFC 7315 §4.2 (P-Called-Party-ID).
 * Entry class: {@code Proxy}. Thread rule: the signalling thread only.
 */
@NullMarked
package ringway.imscore.proxy;

import org.jspecify.annotations.NullMarked;
