// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** ITU-T G.722 at 64 kbit/s, all six bits of the lower band used (mode 1). */
final class G722Decoder implements SpeechDecoder {
  private static final int RATE = 16_000;
  private static final int TAPS = 24;
  private static final int LIMIT = 16_383; // of a band's samples

  /** Quantized differences by all six bits of the lower band's code; the upper half is positive. */
  private static final int[] QM6 = {
    -136, -136, -136, -136, -24_808, -21_904, -19_008, -16_704,
    -14_984, -13_512, -12_280, -11_192, -10_232, -9360, -8576, -7856,
    -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576,
    -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
    24_808, 21_904, 19_008, 16_704, 14_984, 13_512, 12_280, 11_192,
    10_232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
    4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032,
    1688, 1360, 1040, 728, 432, 136, -432, -136
  };

  private final G722Band lower = G722Band.lower();
  private final G722Band higher = G722Band.higher();
  private final int[] x = new int[TAPS];
  private final Concealment concealment = new Concealment(RATE);

  @Override
  public int decode(byte[] payload, int offset, int length, short[] samples) {
    if (length * 2 > MAX_MILLIS * RATE / 1000) {
      return 0;
    }
    for (int i = 0; i < length; i++) {
      int octet = payload[offset + i] & 0xff;
      int low = lower(octet & 0x3f);
      int high = higher(octet >> 6);
      System.arraycopy(x, 2, x, 0, TAPS - 2);
      x[TAPS - 2] = low + high;
      x[TAPS - 1] = low - high;
      int first = 0;
      int second = 0;
      for (int tap = 0; tap < TAPS / 2; tap++) {
        second += x[2 * tap] * G722Tables.QMF[tap];
        first += x[2 * tap + 1] * G722Tables.QMF[TAPS / 2 - 1 - tap];
      }
      samples[2 * i] = (short) G722Band.saturate(first >> 11);
      samples[2 * i + 1] = (short) G722Band.saturate(second >> 11);
    }
    concealment.heard(samples, 2 * length);
    return 2 * length;
  }

  private int lower(int code) {
    int sample =
        Math.clamp(lower.prediction() + (lower.step() * QM6[code] >> 15), -LIMIT - 1, LIMIT);
    int upper = code >> 2;
    int difference = lower.step() * G722Tables.QM4[upper] >> 15;
    lower.scale(G722Tables.lowerWeight(upper));
    lower.adapt(difference);
    return sample;
  }

  private int higher(int code) {
    int difference = higher.step() * G722Tables.QM2[code] >> 15;
    int sample = Math.clamp(higher.prediction() + difference, -LIMIT - 1, LIMIT);
    higher.scale(G722Tables.higherWeight(code));
    higher.adapt(difference);
    return sample;
  }

  @Override
  public void conceal(byte[] next, int offset, int length, short[] samples, int count) {
    concealment.fill(samples, count);
  }
}
