// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

/** Samples to the payloads of one stream, in order. */
interface SpeechEncoder {
  /** The length of the payload; 0 when there is nothing to send. */
  int encode(short[] samples, int count, byte[] payload, int offset);

  /** What it holds outside the heap is free when this returns; closing twice is no error. */
  default void close() {}
}
