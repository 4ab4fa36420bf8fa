// SPDX-License-Identifier: Apache-2.0
/**
 * The ports Ringway listens on by default, whether they are free, and who holds one that is not.
 *
 * <p>Entry class: {@link ringway.launcher.ports.PortClaim}. Immutable. Nothing but the JDK is used
 * here, since {@code ./ringway doctor} runs these sources before anything is built.
 */
@NullMarked
package ringway.launcher.ports;

import org.jspecify.annotations.NullMarked;
