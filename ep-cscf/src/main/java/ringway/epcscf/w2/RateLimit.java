// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.util.concurrent.TimeUnit;

/** So many in a time, with bursts. For one thread at a time. */
public final class RateLimit {
  private final double perNano;
  private final double burst;
  private double left;
  private long countedAt;
  private boolean begun;

  /** Bursts of twice as many as in a second. */
  RateLimit(int perSecond) {
    this(perSecond, 2.0 * perSecond);
  }

  public RateLimit(double perSecond, double burst) {
    this.perNano = perSecond / TimeUnit.SECONDS.toNanos(1);
    this.burst = burst;
    this.left = burst;
  }

  public boolean allows(long now) {
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
