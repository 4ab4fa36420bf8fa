// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

/**
 * Loudness and strongest frequency of the last half second heard. Thread-safe: one thread adds, any
 * other may read.
 */
final class Meter {
  /** What silence reads as; G.711 goes down to about -72 dBFS. */
  static final double SILENCE_DBFS = -127;

  private static final int WINDOW = 4_096; // a power of two: 512 ms, 2 Hz a bin
  private static final double AUDIBLE_DBFS = -60;

  private final short[] ring = new short[WINDOW]; // guarded by this
  private int next; // guarded by this

  /**
   * @param levelDbfs root mean square against full scale
   * @param frequencyHz 0 when there is nothing to hear
   */
  record Reading(double levelDbfs, double frequencyHz) {}

  synchronized void add(short[] samples) {
    for (short sample : samples) {
      ring[next] = sample;
      next = (next + 1) % WINDOW;
    }
  }

  Reading read() {
    double[] samples = samples();
    double square = 0;
    for (double sample : samples) {
      square += sample * sample;
    }
    double level = 10 * Math.log10(square / WINDOW);
    if (level < SILENCE_DBFS) {
      return new Reading(SILENCE_DBFS, 0);
    }
    return new Reading(level, level < AUDIBLE_DBFS ? 0 : frequency(samples));
  }

  private synchronized double[] samples() {
    double[] samples = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      samples[i] = ring[(next + i) % WINDOW] / 32_768.0;
    }
    return samples;
  }

  /** The highest bin of a Hann-windowed spectrum, refined by a parabola through its neighbours. */
  private static double frequency(double[] samples) {
    double[] real = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      real[i] = samples[i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW));
    }
    double[] power = Fourier.power(real);
    int peak = 1;
    for (int bin = 2; bin < power.length - 1; bin++) {
      if (power[bin] > power[peak]) {
        peak = bin;
      }
    }
    double below = Math.log(power[peak - 1] + 1e-12);
    double at = Math.log(power[peak] + 1e-12);
    double above = Math.log(power[peak + 1] + 1e-12);
    double bend = below - 2 * at + above;
    double shift = bend == 0 ? 0 : 0.5 * (below - above) / bend;
    return (peak + shift) * Codec.SAMPLES_PER_SECOND / WINDOW;
  }
}
