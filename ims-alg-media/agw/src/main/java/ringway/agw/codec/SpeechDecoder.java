// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** Payloads of one stream to samples, in order. */
interface SpeechDecoder {
  /** Longest payload taken: 120 ms, the most Opus has. */
  int MAX_MILLIS = 120;

  /** The number of samples; 0 when the payload is no good. */
  int decode(byte[] payload, int offset, int length, short[] samples);

  /**
   * Samples in place of a packet that is lost.
   *
   * @param next the payload that follows, which may hold a second copy of what is lost
   * @param length of that; 0 when it is not there
   */
  void conceal(byte[] next, int offset, int length, short[] samples, int count);

  /** Whether the last payload described silence: then the next may be long in coming. */
  default boolean isSilent() {
    return false;
  }

  /** What it holds outside the heap is free when this returns; closing twice is no error. */
  default void close() {}
}
