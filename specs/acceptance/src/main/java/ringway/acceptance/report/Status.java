// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import java.util.Locale;

/** How a test or a row stands. */
public enum Status {
  PASS,
  FAIL,
  SKIP,
  /** The row does not apply to Ringway, and it is written down why. */
  NA,
  /** No test names the row yet. */
  TODO;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
