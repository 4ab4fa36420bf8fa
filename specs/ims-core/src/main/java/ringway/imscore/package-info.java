// SPDX-License-Identifier: Apache-2.0
/**
 * The lab IMS core: a small I/S-CSCF with registrar, and phones that send real RTP. A test tool: it
 * authenticates nobody but trusted nodes, and keeps everything in memory.
 *
 * <p>Clauses: TS 24.229 §5.4, TS 33.203 annex U (Trusted Node Authentication), RFC 3261 §16. Entry
 * class: {@code ImsCore}. Thread rule: one signalling thread owns all SIP state; each phone call
 * has its own virtual threads for RTP.
 */
@NullMarked
package ringway.imscore;

import org.jspecify.annotations.NullMarked;
