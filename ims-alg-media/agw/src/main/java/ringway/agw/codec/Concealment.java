// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/**
 * Goes on with the last period of the voice, fading, for formats that have no concealment of their
 * own: the idea of ITU-T G.711 Appendix I without its overlap.
 */
final class Concealment {
  private static final int HISTORY_MILLIS = 40;
  private static final int SHORTEST_PERIOD_MICROS = 2500; // 400 Hz
  private static final int LONGEST_PERIOD_MICROS = 15_000; // 66 Hz
  private static final int FADE_MILLIS = 60;

  private final short[] history;
  private final int shortest;
  private final int longest;
  private final int fade;
  private int period;
  private int filled; // samples since the last that was heard

  Concealment(int sampleRate) {
    history = new short[HISTORY_MILLIS * sampleRate / 1000];
    shortest = (int) ((long) SHORTEST_PERIOD_MICROS * sampleRate / 1_000_000);
    longest = (int) ((long) LONGEST_PERIOD_MICROS * sampleRate / 1_000_000);
    fade = FADE_MILLIS * sampleRate / 1000;
  }

  void heard(short[] samples, int count) {
    int kept = Math.min(count, history.length);
    System.arraycopy(history, kept, history, 0, history.length - kept);
    System.arraycopy(samples, count - kept, history, history.length - kept, kept);
    filled = 0;
  }

  void fill(short[] samples, int count) {
    if (filled == 0) {
      period = period();
    }
    for (int i = 0; i < count; i++) {
      int gain = Math.max(0, fade - filled); // of fade
      int sample = history[history.length - period + filled % period];
      samples[i] = (short) (sample * gain / fade);
      filled++;
    }
  }

  /** The lag by which the end of the history is most like what came before it. */
  private int period() {
    int best = longest;
    double bestLikeness = 0;
    for (int lag = shortest; lag <= longest; lag++) {
      double product = 0;
      double energy = 1;
      for (int i = history.length - longest; i < history.length; i++) {
        product += (double) history[i] * history[i - lag];
        energy += (double) history[i - lag] * history[i - lag];
      }
      double likeness = product <= 0 ? 0 : product * product / energy;
      if (likeness > bestLikeness) {
        bestLikeness = likeness;
        best = lag;
      }
    }
    return best;
  }
}
