// SPDX-License-Identifier: Apache-2.0
/**
 * What a machine needs to build, run and test Ringway, and the command that mends what is missing.
 *
 * <p>Entry class: {@link ringway.launcher.doctor.Doctor}, on one thread. Nothing but the JDK and
 * {@code ringway.launcher.ports} is used here, so that it runs from its sources when nothing has
 * been built yet.
 */
@NullMarked
package ringway.launcher.doctor;

import org.jspecify.annotations.NullMarked;
