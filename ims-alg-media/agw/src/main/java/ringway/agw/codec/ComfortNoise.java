// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.SplittableRandom;

/** RFC 3389: noise at the level a silent sender tells; its spectrum is not followed. One thread. */
final class ComfortNoise {
  /** §4: the number that needs no signalling. */
  static final int PAYLOAD_TYPE = 13;

  private static final double TO_PEAK = Math.sqrt(3); // of noise with all values alike

  private final SplittableRandom random = new SplittableRandom();

  /**
   * @param level below the overload, in dB (§3.1)
   */
  void fill(short[] samples, int count, int level) {
    double peak = TO_PEAK * Short.MAX_VALUE * Math.pow(10, -level / 20.0);
    int bound = (int) Math.clamp(peak, 1, Short.MAX_VALUE);
    for (int i = 0; i < count; i++) {
      samples[i] = (short) random.nextInt(-bound, bound + 1);
    }
  }
}
