// SPDX-License-Identifier: Apache-2.0
/**
 * What every function needs to run: settings, HTTP listeners, health, metrics, logs and an orderly
 * end.
 */
@NullMarked
package ringway.runtime;

import org.jspecify.annotations.NullMarked;
