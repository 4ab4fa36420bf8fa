// SPDX-License-Identifier: Apache-2.0
/**
 * The acceptance matrix for TS 24.371 as data, and the annotation by which a test says which of its
 * rows it proves. Entry class: {@link ringway.acceptance.matrix.Matrix}.
 *
 * <p>Thread rule: immutable.
 */
@NullMarked
package ringway.acceptance.matrix;

import org.jspecify.annotations.NullMarked;
