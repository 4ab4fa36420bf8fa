// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.util.concurrent.TimeUnit;

/** So many per second, bursts of twice as many. For one thread at a time. */
final class RateLimit {
  private final double perNano;
  private final double burst;
  private double left;
  private long countedAt;
  private boolean begun;

  RateLimit(int perSecond) {
    this.perNano = (double) perSecond / TimeUnit.SECONDS.toNanos(1);
    this.burst = 2.0 * perSecond;
    this.left = burst;
  }

  boolean allows(long now) {
    if (begun) {
      left = Math.min(burst, left + (now - countedAt) * perNano);
    }
    begun = true;
    countedAt = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
