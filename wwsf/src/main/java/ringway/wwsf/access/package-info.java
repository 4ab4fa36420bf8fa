// SPDX-License-Identifier: Apache-2.0
/**
 * What the WIC is told: its token, identities and the eP-CSCF's address (TS 24.371 A.3.2 step 1),
 * and the settings of its page.
 *
 * <p>Entry class: {@link ringway.wwsf.access.AccessEndpoint}. Called on virtual threads; holds no
 * state of its own.
 */
@NullMarked
package ringway.wwsf.access;

import org.jspecify.annotations.NullMarked;
