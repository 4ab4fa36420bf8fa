// SPDX-License-Identifier: Apache-2.0
/**
 * The flows themselves, one class per group of the acceptance matrix or part of it; each test names
 * the rows it proves. They read from top to bottom like the tables of the standards.
 *
 * <p>Thread rule: one test at a time, each in a laboratory of its own.
 */
@NullMarked
package ringway.acceptance.flows;

import org.jspecify.annotations.NullMarked;
