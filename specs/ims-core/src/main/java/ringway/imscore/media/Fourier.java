// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

/** The fast Fourier transform, radix 2. */
final class Fourier {
  private Fourier() {}

  /**
   * @param samples a power of two of them
   * @return the power in each bin from zero up to half the sampling rate
   */
  static double[] power(double[] samples) {
    int size = samples.length;
    double[] re = new double[size];
    double[] im = new double[size];
    int bits = Integer.numberOfTrailingZeros(size);
    for (int i = 0; i < size; i++) {
      re[Integer.reverse(i) >>> 32 - bits] = samples[i];
    }
    for (int half = 1; half < size; half *= 2) {
      for (int k = 0; k < half; k++) {
        double cos = Math.cos(Math.PI * k / half);
        double sin = -Math.sin(Math.PI * k / half);
        for (int low = k; low < size; low += 2 * half) {
          int high = low + half;
          double turnedRe = re[high] * cos - im[high] * sin;
          double turnedIm = re[high] * sin + im[high] * cos;
          re[high] = re[low] - turnedRe;
          im[high] = im[low] - turnedIm;
          re[low] += turnedRe;
          im[low] += turnedIm;
        }
      }
    }
    double[] power = new double[size / 2];
    for (int bin = 0; bin < power.length; bin++) {
      power[bin] = re[bin] * re[bin] + im[bin] * im[bin];
    }
    return power;
  }
}
