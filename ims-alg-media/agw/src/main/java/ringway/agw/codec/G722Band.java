// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/**
 * What coder and decoder of ITU-T G.722 keep of one of the two bands: the adaptive predictor (§3.6,
 * two poles and six zeros) and the step of the quantizer (§3.5). The letters are those of the
 * Recommendation.
 */
final class G722Band {
  private static final int ZEROS = 6;

  /** Table 13: the logarithm to base 2, in the range of a step. */
  private static final int[] ILB = {
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008
  };

  private final int shift; // of the exponent of the step
  private final int limit; // of nb
  private int s; // prediction
  private int sp; // of the poles
  private int sz; // of the zeros
  private final int[] r = new int[3];
  private final int[] a = new int[3];
  private final int[] p = new int[3];
  private final int[] d = new int[ZEROS + 1];
  private final int[] b = new int[ZEROS + 1];
  private int nb;
  private int det;

  private G722Band(int shift, int limit, int firstStep) {
    this.shift = shift;
    this.limit = limit;
    det = firstStep;
  }

  static G722Band lower() {
    return new G722Band(8, 18_432, 32);
  }

  static G722Band higher() {
    return new G722Band(10, 22_528, 8);
  }

  int prediction() {
    return s;
  }

  int step() {
    return det;
  }

  /** LOGSCL, SCALEL and their like of the higher band. */
  void scale(int w) {
    nb = Math.clamp((nb * 127 >> 7) + w, 0, limit);
    int mantissa = ILB[nb >> 6 & 31];
    int exponent = shift - (nb >> 11);
    det = (exponent < 0 ? mantissa << -exponent : mantissa >> exponent) << 2;
  }

  static int saturate(int value) {
    return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  /** Block 4: all that follows from the quantized difference. */
  void adapt(int difference) {
    d[0] = difference;
    r[0] = saturate(s + difference);
    p[0] = saturate(sz + difference);
    int next2 = pole2();
    int next1 = pole1(next2);
    zeros();
    a[1] = next1;
    a[2] = next2;
    r[2] = r[1];
    r[1] = r[0];
    p[2] = p[1];
    p[1] = p[0];
    sp = saturate((a[1] * saturate(r[1] + r[1]) >> 15) + (a[2] * saturate(r[2] + r[2]) >> 15));
    s = saturate(sp + sz);
  }

  /** UPPOL2. */
  private int pole2() {
    int change = saturate(a[1] << 2);
    change = Math.min(p[0] >> 15 == p[1] >> 15 ? -change : change, Short.MAX_VALUE);
    int value = (p[0] >> 15 == p[2] >> 15 ? 128 : -128) + (change >> 7) + (a[2] * 32_512 >> 15);
    return Math.clamp(value, -12_288, 12_288);
  }

  /** UPPOL1. */
  private int pole1(int second) {
    int value = saturate((p[0] >> 15 == p[1] >> 15 ? 192 : -192) + (a[1] * 32_640 >> 15));
    int most = saturate(15_360 - second);
    return Math.clamp(value, -most, most);
  }

  /** UPZERO, DELAYA and FILTEZ. */
  private void zeros() {
    int gain = d[0] == 0 ? 0 : 128;
    for (int i = 1; i <= ZEROS; i++) {
      int change = d[i] >> 15 == d[0] >> 15 ? gain : -gain;
      b[i] = saturate(change + (b[i] * 32_640 >> 15));
    }
    int sum = 0;
    for (int i = ZEROS; i > 0; i--) {
      d[i] = d[i - 1];
      sum += b[i] * saturate(d[i] + d[i]) >> 15;
    }
    sz = saturate(sum);
  }
}
