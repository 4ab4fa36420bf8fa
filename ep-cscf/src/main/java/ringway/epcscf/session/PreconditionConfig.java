// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.time.Duration;

/**
 * Section {@code ep-cscf.preconditions} (RFC 3312).
 *
 * @param readyWithin how long a caller of the core may take to reserve its resources
 */
public record PreconditionConfig(Duration readyWithin) {
  public PreconditionConfig {
    if (!readyWithin.isPositive()) {
      throw new IllegalArgumentException(
          "ready-within must be longer than 0, found " + readyWithin);
    }
  }
}
