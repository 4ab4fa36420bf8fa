// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

/** A sine and how much of it is in a signal. */
public final class Tone {
  private static final int AMPLITUDE = 8000;

  private final double hertz;
  private final int rate;

  public Tone(double hertz, int rate) {
    this.hertz = hertz;
    this.rate = rate;
  }

  public short[] samples(int from, int count) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (short) (AMPLITUDE * Math.sin(2 * Math.PI * hertz * (from + i) / rate));
    }
    return samples;
  }

  /** The share of the signal's energy that is this tone, 0 to 1. */
  public double shareOf(short[] signal, int from, int count) {
    double real = 0;
    double imaginary = 0;
    double energy = 1;
    for (int i = 0; i < count; i++) {
      double sample = signal[from + i];
      real += sample * Math.cos(2 * Math.PI * hertz * i / rate);
      imaginary += sample * Math.sin(2 * Math.PI * hertz * i / rate);
      energy += sample * sample;
    }
    return 2 * (real * real + imaginary * imaginary) / count / energy;
  }

  /** 1 when the signal is as loud as what {@link #samples} gives. */
  public static double loudness(short[] signal, int from, int count) {
    double energy = 0;
    for (int i = 0; i < count; i++) {
      energy += (double) signal[from + i] * signal[from + i];
    }
    return Math.sqrt(2 * energy / count) / AMPLITUDE;
  }
}
