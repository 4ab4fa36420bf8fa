// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.time.Duration;

/**
 * Section {@code ep-cscf.survival}.
 *
 * @param grace how long a call waits for a browser that has lost its connection; zero for not at
 *     all
 * @param reload how long it waits for a browser whose page went away, at most {@code grace}
 */
public record SurvivalConfig(Duration grace, Duration reload) {
  private static final Duration MOST = Duration.ofMinutes(2);

  public SurvivalConfig {
    require("grace", grace);
    require("reload", reload);
  }

  private static void require(String key, Duration value) {
    if (value.isNegative() || value.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(key + " must be from 0s to 2m, found " + value);
    }
  }
}
