// SPDX-License-Identifier: Apache-2.0
/**
 * The admin API: JSON over HTTP on the management listener, below {@code /admin/v1}, for whoever
 * shows the admin token; described by the OpenAPI document it publishes. Refusals are problem
 * documents (RFC 9457) that name the field and what is expected of it.
 *
 * <p>Entry class: {@link ringway.waf.admin.AdminApi}. Every request runs on a virtual thread of its
 * own and may block; nothing here holds state.
 */
@NullMarked
package ringway.waf.admin;

import org.jspecify.annotations.NullMarked;
