// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The numbers one side knows the codecs by. Kept for the life of the call: RFC 3264 §8.3.2 forbids
 * giving a number to another codec. Immutable.
 */
record PayloadBook(Map<Codec, Integer> types) {
  static final PayloadBook EMPTY = new PayloadBook(Map.of());

  PayloadBook {
    types = Map.copyOf(types);
  }

  /** What the side itself says counts. */
  PayloadBook learning(List<Payload> payloads) {
    Map<Codec, Integer> next = copy();
    for (Payload payload : payloads) {
      next.values().removeIf(type -> type == payload.type());
      next.put(payload.codec(), payload.type());
    }
    return new PayloadBook(next);
  }

  /** Numbers for all those codecs; a new one gets the number the other side uses, if it is free. */
  PayloadBook covering(List<Payload> payloads) {
    Map<Codec, Integer> next = copy();
    for (Payload payload : payloads) {
      if (!next.containsKey(payload.codec())) {
        next.put(payload.codec(), free(next, payload));
      }
    }
    return new PayloadBook(next);
  }

  Payload payload(Codec codec) {
    return new Payload(codec, types.get(codec));
  }

  private static int free(Map<Codec, Integer> taken, Payload wish) {
    return IntStream.concat(
            IntStream.of(wish.type(), wish.codec().usualPayload()), IntStream.range(96, 128))
        .filter(type -> !taken.containsValue(type) && isUsable(wish.codec(), type))
        .findFirst()
        .orElseThrow();
  }

  /** RFC 5761 §4: 64 to 95 look like RTCP; static numbers belong to their codec. */
  private static boolean isUsable(Codec codec, int type) {
    return type >= 96 || (type == codec.usualPayload() && codec.isStatic());
  }

  private Map<Codec, Integer> copy() {
    Map<Codec, Integer> copy = new EnumMap<>(Codec.class);
    copy.putAll(types);
    return copy;
  }
}
