// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

/** What a payload type stands for. */
sealed interface Format permits Codec, VideoFormat {
  int FIRST_DYNAMIC = 96;

  /** The number to try first. */
  int usualPayload();

  /** RFC 3551 §6: the static types need no rtpmap. */
  default boolean isStatic() {
    return usualPayload() < FIRST_DYNAMIC;
  }

  /** A format under the number one side knows it by. */
  sealed interface Numbered permits Payload, VideoPayload {
    Format format();

    int type();
  }
}
