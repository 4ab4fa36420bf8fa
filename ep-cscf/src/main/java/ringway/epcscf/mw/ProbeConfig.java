// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.time.Duration;

/**
 * How the entry points of the core are watched.
 *
 * @param interval between two OPTIONS to each; zero for none
 * @param timeout after which one without an answer counts as down
 * @param backOff how long one that failed is passed over; doubled with each failure
 * @param maxBackOff the longest of these
 */
public record ProbeConfig(
    Duration interval, Duration timeout, Duration backOff, Duration maxBackOff) {
  public ProbeConfig {
    if (interval.isNegative() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("interval must not be negative, timeout above 0");
    }
    if (backOff.isNegative() || backOff.isZero() || maxBackOff.compareTo(backOff) < 0) {
      throw new IllegalArgumentException("back-off must be above 0 and at most max-back-off");
    }
  }

  boolean wanted() {
    return !interval.isZero();
  }
}
