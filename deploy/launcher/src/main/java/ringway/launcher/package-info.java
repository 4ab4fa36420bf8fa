// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code ringway} command: the all-in-one on loopback, each function as a process of its own,
 * and the small commands around them.
 *
 * <p>Entry class: {@link ringway.launcher.Ringway}. Commands run on the main thread; the end comes
 * on the JVM's shutdown thread, which alone closes what runs.
 */
@NullMarked
package ringway.launcher;

import org.jspecify.annotations.NullMarked;
