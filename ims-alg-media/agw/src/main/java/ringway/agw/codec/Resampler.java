// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** Samples at twice or half the rate, by a half-band filter; others as they are. One thread. */
final class Resampler {
  /** The odd taps of one side; the others are 0 but the middle, which is one half. */
  private static final double[] TAPS = taps();

  private static final int REACH = 2 * TAPS.length - 1;

  private final int from;
  private final int to;
  private final double[] history; // the last samples in, the oldest first

  Resampler(int from, int to) {
    if (from != to && from != 2 * to && to != 2 * from) {
      throw new IllegalArgumentException(from + " to " + to + " samples");
    }
    this.from = from;
    this.to = to;
    history = new double[from < to ? 2 * TAPS.length : 2 * REACH + 1];
  }

  private static double[] taps() {
    double[] taps = new double[8];
    double sum = 0;
    for (int i = 0; i < taps.length; i++) {
      int n = 2 * i + 1;
      double window = 0.54 + 0.46 * Math.cos(Math.PI * n / (2 * taps.length));
      taps[i] = Math.sin(Math.PI * n / 2) / (Math.PI * n) * window;
      sum += 2 * taps[i];
    }
    for (int i = 0; i < taps.length; i++) {
      taps[i] *= 0.5 / sum; // so that a constant stays what it is
    }
    return taps;
  }

  /** How many samples there are then; no fewer than half, no more than twice. */
  int convert(short[] in, int count, short[] out) {
    if (from == to) {
      System.arraycopy(in, 0, out, 0, count);
      return count;
    }
    return from < to ? doubled(in, count, out) : halved(in, count, out);
  }

  private int doubled(short[] in, int count, short[] out) {
    for (int i = 0; i < count; i++) {
      push(in[i]);
      int middle = TAPS.length;
      double between = 0;
      for (int tap = 0; tap < TAPS.length; tap++) {
        between += TAPS[tap] * (history[middle - 1 - tap] + history[middle + tap]);
      }
      out[2 * i] = (short) history[middle - 1];
      out[2 * i + 1] = rounded(2 * between);
    }
    return 2 * count;
  }

  private int halved(short[] in, int count, short[] out) {
    for (int i = 0; i + 1 < count; i += 2) {
      push(in[i]);
      push(in[i + 1]);
      double sum = history[REACH] / 2;
      for (int tap = 0; tap < TAPS.length; tap++) {
        int n = 2 * tap + 1;
        sum += TAPS[tap] * (history[REACH - n] + history[REACH + n]);
      }
      out[i / 2] = rounded(sum);
    }
    return count / 2;
  }

  private void push(double sample) {
    System.arraycopy(history, 1, history, 0, history.length - 1);
    history[history.length - 1] = sample;
  }

  private static short rounded(double sample) {
    return (short) Math.clamp(Math.round(sample), Short.MIN_VALUE, Short.MAX_VALUE);
  }
}
