// SPDX-License-Identifier: Apache-2.0
/**
 * The S-CSCF's reg event package (RFC 3680, TS 24.229 §5.4.2.1): who may watch a registration is
 * told its state at once and with every change. Entry class: {@link
 * ringway.imscore.regevent.RegEventServer}.
 *
 * <p>Thread rule: everything runs on the signalling thread.
 */
@NullMarked
package ringway.imscore.regevent;

import org.jspecify.annotations.NullMarked;
