// SPDX-License-Identifier: Apache-2.0
/**
 * Load generators for the hot paths: REGISTER, call set-up, media packet, token. {@link
 * ringway.bench.Bench} is the entry; each run is bounded in number and time and ends with one line
 * per figure.
 *
 * <p>Generator and gateway share one process, so the CPU seconds told are those of both: good for a
 * ratio before and after a change, no promise about a machine.
 */
@NullMarked
package ringway.bench;

import org.jspecify.annotations.NullMarked;
