// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.OptionalInt;

/** What a payload type stands for. */
sealed interface Format permits Codec, VideoFormat {
  int FIRST_DYNAMIC = 96;

  /** The number to try first. */
  int usualPayload();

  /** RFC 3551 §6: the static types need no rtpmap. */
  default boolean isStatic() {
    return usualPayload() < FIRST_DYNAMIC;
  }

  /** What one side says of a stream that has numbers. */
  sealed interface Stream permits Audio, Video {
    List<? extends Numbered> payloads();

    /** Of the header extension that may pass. */
    OptionalInt extension();
  }

  /** A format under the number one side knows it by. */
  sealed interface Numbered permits Payload, VideoPayload {
    Format format();

    int type();
  }
}
