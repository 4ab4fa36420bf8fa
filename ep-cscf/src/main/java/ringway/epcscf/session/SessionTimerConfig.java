// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.time.Duration;

/**
 * Section {@code ep-cscf.session-timer}.
 *
 * @param expires asked for on behalf of browsers that know no session timers
 * @param minimum shorter ones are refused with 422
 */
public record SessionTimerConfig(Duration expires, Duration minimum) {
  private static final Duration LEAST = Duration.ofSeconds(90); // RFC 4028 §4

  public SessionTimerConfig {
    if (minimum.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("minimum must be 90s or more, found " + minimum);
    }
    if (expires.compareTo(minimum) < 0) {
      throw new IllegalArgumentException(
          "expires must not be shorter than minimum, found " + expires);
    }
  }
}
