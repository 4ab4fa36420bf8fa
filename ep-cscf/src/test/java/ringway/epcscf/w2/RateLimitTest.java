// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aBurstOfTwiceTheRatePassesAndThenTheRate() {
    RateLimit limit = new RateLimit(10);

    assertThat(passed(limit, 50, 7 * SECOND)).isEqualTo(20);
    assertThat(passed(limit, 50, 8 * SECOND)).isEqualTo(10);
    assertThat(passed(limit, 50, 8 * SECOND + SECOND / 2)).isEqualTo(5);
  }

  @Test
  void restDoesNotSaveUpMoreThanOneBurst() {
    RateLimit limit = new RateLimit(10);
    passed(limit, 50, 0);

    assertThat(passed(limit, 50, 3600 * SECOND)).isEqualTo(20);
  }

  private static int passed(RateLimit limit, int tries, long now) {
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      passed += limit.allows(now) ? 1 : 0;
    }
    return passed;
  }
}
