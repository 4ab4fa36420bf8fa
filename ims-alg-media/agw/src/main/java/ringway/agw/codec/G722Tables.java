// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** The tables of ITU-T G.722 both directions need. */
final class G722Tables {
  /** Of the quadrature mirror filters, §3.1, half of them: the rest is the same backwards. */
  static final int[] QMF = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

  /** Quantized differences by the four upper bits of the lower band's code. */
  static final int[] QM4 = {
    0, -20_456, -12_896, -8968, -6288, -4240, -2584, -1200,
    20_456, 12_896, 8968, 6288, 4240, 2584, 1200, 0
  };

  static final int[] QM2 = {-7408, -1616, 7408, 1616};

  private static final int[] WL = {-60, -30, 58, 172, 334, 538, 1198, 3042};
  private static final int[] RL42 = {0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0};
  private static final int[] WH = {0, -214, 798};
  private static final int[] RH2 = {2, 1, 2, 1};

  private G722Tables() {}

  /** How the step of the lower band follows a code of four bits. */
  static int lowerWeight(int code) {
    return WL[RL42[code]];
  }

  static int higherWeight(int code) {
    return WH[RH2[code]];
  }
}
