// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** The two adaptive multi-rate codecs: AMR (TS 26.071) and AMR-WB (TS 26.171). */
enum AmrVariant {
  NARROW(8000, 7, 95, 103, 118, 134, 148, 159, 204, 244, 39),
  /** Begins with 12.65 kbit/s, the highest that every bearer for voice has room for. */
  WIDE(16_000, 2, 132, 177, 253, 285, 317, 365, 397, 461, 477, 40);

  static final int NO_DATA = 15;
  static final int SPEECH_LOST = 14; // of AMR-WB alone

  /** The longest frame as it is stored: an octet that tells its type, and its bits. */
  static final int LONGEST_FRAME = 61;

  private final int sampleRate;
  private final int firstMode;
  private final int[] bits; // by frame type: the modes, then the silence descriptor

  AmrVariant(int sampleRate, int firstMode, int... bits) {
    this.sampleRate = sampleRate;
    this.firstMode = firstMode;
    this.bits = bits;
  }

  int sampleRate() {
    return sampleRate;
  }

  /** Of a frame of 20 ms. */
  int samples() {
    return sampleRate / 50;
  }

  int modes() {
    return bits.length - 1;
  }

  /** The highest to begin with. */
  int firstMode() {
    return firstMode;
  }

  /** Of a frame (TS 26.101 §4.1.1, TS 26.201 §4.1.1); below 0 when there is no such type. */
  int bits(int frameType) {
    if (frameType < bits.length) {
      return bits[frameType];
    }
    return frameType == NO_DATA || frameType == SPEECH_LOST && this == WIDE ? 0 : -1;
  }
}
