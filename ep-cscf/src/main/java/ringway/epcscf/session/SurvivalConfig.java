// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.time.Duration;

/**
 * Section {@code ep-cscf.survival}.
 *
 * @param grace how long a call waits for a browser that has lost its connection; zero for not at
 *     all
 */
public record SurvivalConfig(Duration grace) {
  private static final Duration MOST = Duration.ofMinutes(2);

  public SurvivalConfig {
    if (grace.isNegative() || grace.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("grace must be from 0s to 2m, found " + grace);
    }
  }
}
