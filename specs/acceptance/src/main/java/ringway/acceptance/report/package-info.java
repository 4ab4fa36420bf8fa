// SPDX-License-Identifier: Apache-2.0
/**
 * What a run leaves behind: the verdict on every row of the matrix, JUnit XML, and one page with
 * the rows and the ladder of every flow. Entry class: {@link
 * ringway.acceptance.report.AcceptanceListener}, found by JUnit through its service file.
 *
 * <p>Thread rule: {@link ringway.acceptance.report.Run} is thread-safe; the writers are pure
 * functions of what it collected.
 */
@NullMarked
package ringway.acceptance.report;

import org.jspecify.annotations.NullMarked;
