// SPDX-License-Identifier: Apache-2.0
/** Liveness, readiness and metrics on the management port. */
@NullMarked
package ringway.runtime.health;

import org.jspecify.annotations.NullMarked;
