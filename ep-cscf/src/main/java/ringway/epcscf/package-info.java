// SPDX-License-Identifier: Apache-2.0
/**
 * The eP-CSCF of TS 24.371 §5.5 with its IMS-ALG: SIP over WebSocket from the browser becomes Mw
 * towards the IMS core. Entry class: {@link ringway.epcscf.EpCscf}.
 */
@NullMarked
package ringway.epcscf;

import org.jspecify.annotations.NullMarked;
