// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

/** ITU-T G.711 A-law as a phone does it, one sample at a time. */
public final class Alaw {
  private static final int EVEN_BITS = 0x55;

  private Alaw() {}

  public static byte[] of(short[] samples) {
    byte[] coded = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      coded[i] = (byte) of(samples[i]);
    }
    return coded;
  }

  private static int of(int sample) {
    int sign = sample >= 0 ? 0x80 : 0;
    int rest = Math.abs(sample) >> 4;
    int segment = 0;
    while (rest > 0x1f) {
      rest >>= 1;
      segment++;
    }
    int step = rest > 0x0f ? segment + 1 << 4 | rest & 0x0f : rest;
    return (sign | step) ^ EVEN_BITS;
  }

  public static short[] samples(byte[] coded, int from) {
    short[] samples = new short[coded.length - from];
    for (int i = 0; i < samples.length; i++) {
      int octet = coded[from + i] ^ EVEN_BITS;
      int segment = octet >> 4 & 7;
      int value = (octet & 0x0f) * 2 + 1 << 3;
      int magnitude = segment == 0 ? value : value + 0x100 << segment - 1;
      samples[i] = (short) ((octet & 0x80) != 0 ? magnitude : -magnitude);
    }
    return samples;
  }
}
