// SPDX-License-Identifier: Apache-2.0
/**
 * What a flow runs in: the real functions on free ports, the actors around them, one ladder. Made
 * new for every flow, so that none hears the echo of another. Entry classes: {@link
 * ringway.acceptance.lab.Lab} and {@link ringway.acceptance.lab.FlowExtension}.
 *
 * <p>Thread rule: used by the thread of the test alone.
 */
@NullMarked
package ringway.acceptance.lab;

import org.jspecify.annotations.NullMarked;
