// SPDX-License-Identifier: Apache-2.0
/**
 * Sums the reports every kind of test leaves behind; what left none has failed.
 *
 * <p>Entry class: {@link ringway.launcher.tests.SumTests}, on one thread. Nothing but the JDK is
 * used here: {@code ./ringway test} runs these sources even when the build has failed.
 */
@NullMarked
package ringway.launcher.tests;

import org.jspecify.annotations.NullMarked;
