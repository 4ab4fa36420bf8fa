// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** ITU-T G.711: one octet for each sample. */
final class G711 implements SpeechEncoder {
  static final G711 ALAW = new G711(true);
  static final G711 ULAW = new G711(false);

  private static final int VALUES = 256;
  private static final int ULAW_BIAS = 0x84;
  private static final int ULAW_CLIP = 32_635;

  private final short[] linear = new short[VALUES];
  private final byte[] coded = new byte[1 << 14]; // by the upper 14 bits of a sample

  private G711(boolean alaw) {
    for (int value = 0; value < VALUES; value++) {
      linear[value] = (short) (alaw ? fromAlaw(value) : fromUlaw(value));
    }
    for (int i = 0; i < coded.length; i++) {
      int sample = (short) (i << 2);
      coded[i] = (byte) (alaw ? toAlaw(sample) : toUlaw(sample));
    }
  }

  short sample(byte octet) {
    return linear[octet & 0xff];
  }

  @Override
  public int encode(short[] samples, int count, byte[] payload, int offset) {
    for (int i = 0; i < count; i++) {
      payload[offset + i] = coded[(samples[i] & 0xffff) >>> 2];
    }
    return count;
  }

  private static int fromAlaw(int octet) {
    int value = octet ^ 0x55;
    int exponent = value >> 4 & 7;
    int magnitude = (value & 0x0f) << 4 | 8;
    if (exponent > 0) {
      magnitude = magnitude + 0x100 << exponent - 1;
    }
    return (value & 0x80) != 0 ? magnitude : -magnitude;
  }

  private static int toAlaw(int sample) {
    int sign = sample >= 0 ? 0x80 : 0;
    int magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767) >> 4;
    int exponent = Math.max(0, 28 - Integer.numberOfLeadingZeros(magnitude));
    int mantissa = exponent == 0 ? magnitude : magnitude >> exponent - 1;
    return (sign | exponent << 4 | mantissa & 0x0f) ^ 0x55;
  }

  private static int fromUlaw(int octet) {
    int value = ~octet & 0xff;
    int magnitude = (((value & 0x0f) << 3) + ULAW_BIAS << (value >> 4 & 7)) - ULAW_BIAS;
    return (value & 0x80) != 0 ? -magnitude : magnitude;
  }

  private static int toUlaw(int sample) {
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS;
    int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
    return ~(sign | exponent << 4 | magnitude >> exponent + 3 & 0x0f) & 0xff;
  }
}
