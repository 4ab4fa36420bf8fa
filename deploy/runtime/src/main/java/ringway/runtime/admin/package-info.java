// SPDX-License-Identifier: Apache-2.0
/**
 * Administration over the management listener: who may, and how long lists are shown page by page.
 *
 * <p>Entry class: {@link ringway.runtime.admin.AdminToken}, which guards a route. Immutable, usable
 * from any thread.
 */
@NullMarked
package ringway.runtime.admin;

import org.jspecify.annotations.NullMarked;
