// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

/** The two laws of ITU-T G.711, one byte a sample; 16-bit linear on the other side. */
public enum Codec {
  PCMU(0) {
    @Override
    short decode(byte coded) {
      int bits = ~coded & 0xFF;
      int magnitude = (((bits & 0x0F) << 3) + MU_BIAS << (bits >> 4 & 7)) - MU_BIAS;
      return (short) ((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    @Override
    byte encode(short sample) {
      int sign = sample < 0 ? 0x80 : 0;
      int magnitude = Math.min(Math.abs((int) sample), 32_635) + MU_BIAS;
      int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
      return (byte) ~(sign | exponent << 4 | magnitude >> exponent + 3 & 0x0F);
    }
  },
  PCMA(8) {
    @Override
    short decode(byte coded) {
      int bits = (coded ^ 0x55) & 0xFF;
      int exponent = bits >> 4 & 7;
      int mantissa = (bits & 0x0F) << 4;
      int magnitude = exponent == 0 ? mantissa + 8 : mantissa + 0x108 << exponent - 1;
      return (short) ((bits & 0x80) != 0 ? magnitude : -magnitude);
    }

    @Override
    byte encode(short sample) {
      int sign = sample < 0 ? 0 : 0x80;
      int magnitude = sample < 0 ? -sample - 1 : sample;
      if (magnitude < 256) {
        return (byte) ((sign | magnitude >> 4) ^ 0x55);
      }
      int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
      return (byte) ((sign | exponent << 4 | magnitude >> exponent + 3 & 0x0F) ^ 0x55);
    }
  };

  static final int SAMPLES_PER_SECOND = 8_000;
  private static final int MU_BIAS = 0x84;

  private final int staticPayloadType;

  Codec(int staticPayloadType) {
    this.staticPayloadType = staticPayloadType;
  }

  /** RFC 3551 §6: known without an rtpmap. */
  public int staticPayloadType() {
    return staticPayloadType;
  }

  abstract short decode(byte coded);

  abstract byte encode(short sample);

  short[] decode(byte[] coded) {
    short[] samples = new short[coded.length];
    for (int i = 0; i < coded.length; i++) {
      samples[i] = decode(coded[i]);
    }
    return samples;
  }
}
