// SPDX-License-Identifier: Apache-2.0
/**
 * Logs: one line per event, as text or JSON, on the console or in a file; noise of libraries off.
 *
 * <p>Entry class: {@link ringway.runtime.log.Logs}. Usable from any thread.
 */
@NullMarked
package ringway.runtime.log;

import org.jspecify.annotations.NullMarked;
