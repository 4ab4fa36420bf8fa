// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** ITU-T G.722 at 64 kbit/s: an octet for every two samples. */
final class G722Encoder implements SpeechEncoder {
  private static final int TAPS = 24;

  private static final int[] Q6 = {
    0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023,
    1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919, 0, 0
  };
  private static final int[] IHN = {0, 1, 0};
  private static final int[] IHP = {0, 3, 2};

  private final G722Band lower = G722Band.lower();
  private final G722Band higher = G722Band.higher();
  private final int[] x = new int[TAPS];

  @Override
  public int encode(short[] samples, int count, byte[] payload, int offset) {
    for (int i = 0; i + 1 < count; i += 2) {
      System.arraycopy(x, 2, x, 0, TAPS - 2);
      x[TAPS - 2] = samples[i];
      x[TAPS - 1] = samples[i + 1];
      int even = 0;
      int odd = 0;
      for (int tap = 0; tap < TAPS / 2; tap++) {
        odd += x[2 * tap] * G722Tables.QMF[tap];
        even += x[2 * tap + 1] * G722Tables.QMF[TAPS / 2 - 1 - tap];
      }
      int low = lower(even + odd >> 14);
      int high = higher(even - odd >> 14);
      payload[offset + i / 2] = (byte) (high << 6 | low);
    }
    return count / 2;
  }

  private int lower(int sample) {
    int difference = G722Band.saturate(sample - lower.prediction());
    int magnitude = difference >= 0 ? difference : -(difference + 1);
    int level = 1;
    while (level < 30 && magnitude >= Q6[level] * lower.step() >> 12) {
      level++;
    }
    int code = difference < 0 ? codeOfNegative(level) : 62 - level;
    int upper = code >> 2;
    lower.adapt(lowerDifference(upper));
    return code;
  }

  /** Positive levels 1 to 30 are 61 down to 32; of the negative ones the first two stand apart. */
  private static int codeOfNegative(int level) {
    return level <= 2 ? 64 - level : 34 - level;
  }

  private int lowerDifference(int upper) {
    int difference = lower.step() * G722Tables.QM4[upper] >> 15;
    lower.scale(G722Tables.lowerWeight(upper));
    return difference;
  }

  private int higher(int sample) {
    int difference = G722Band.saturate(sample - higher.prediction());
    int magnitude = difference >= 0 ? difference : -(difference + 1);
    int level = magnitude >= 564 * higher.step() >> 12 ? 2 : 1;
    int code = difference < 0 ? IHN[level] : IHP[level];
    int quantized = higher.step() * G722Tables.QM2[code] >> 15;
    higher.scale(G722Tables.higherWeight(code));
    higher.adapt(quantized);
    return code;
  }
}
