// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator sees and does on the management listener of the eP-CSCF, as JSON.
 *
 * <p>Entry classes: one for each list, such as {@link ringway.epcscf.admin.FlowList}; the caller
 * guards their routes. Every request runs on a virtual thread of its own; nothing here holds state.
 */
@NullMarked
package ringway.epcscf.admin;

import org.jspecify.annotations.NullMarked;
