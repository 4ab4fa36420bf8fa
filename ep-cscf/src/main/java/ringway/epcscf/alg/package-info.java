// SPDX-License-Identifier: Apache-2.0
/**
 * Session descriptions between the WebRTC profile of W2 and the IMS profile of Mw (TS 24.371 §7, TS
 * 23.334 §6.2.10, TS 23.228 U.1.1): what is read of either, what is written to either, and what the
 * media function has to do about it. Pure functions over immutable values; no I/O, no clock, no
 * chance. Entry class: {@link ringway.epcscf.alg.Interworking}.
 *
 * <p>Thread rule: none needed, nothing here changes.
 */
@NullMarked
package ringway.epcscf.alg;

import org.jspecify.annotations.NullMarked;
