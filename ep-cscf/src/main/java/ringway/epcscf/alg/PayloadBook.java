// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The numbers one side knows the formats of a stream by. Kept for the life of the call: RFC 3264
 * §8.3.2 forbids giving a number to another format. Immutable.
 *
 * @param orientation of the header extension of a picture (RFC 8285 §6: kept as well)
 */
record PayloadBook(Map<Format, Integer> types, OptionalInt orientation) {
  static final PayloadBook EMPTY = new PayloadBook(Map.of(), OptionalInt.empty());

  PayloadBook {
    types = Map.copyOf(types);
  }

  /** What the side itself says counts. */
  PayloadBook learning(List<? extends Format.Numbered> payloads) {
    Map<Format, Integer> next = copy();
    for (Format.Numbered payload : payloads) {
      next.values().removeIf(type -> type == payload.type());
      next.put(payload.format(), payload.type());
    }
    return new PayloadBook(next, orientation);
  }

  PayloadBook learning(Video said) {
    return learning(said.payloads())
        .orienting(said.orientation().isPresent() ? said.orientation() : orientation);
  }

  private PayloadBook orienting(OptionalInt number) {
    return new PayloadBook(types, number);
  }

  /** Numbers for all of a picture, by the same rule. */
  PayloadBook covering(Video shown, PayloadBook beside) {
    return covering(shown.payloads(), beside)
        .orienting(orientation.isPresent() ? orientation : shown.orientation());
  }

  /** Numbers for all those formats; a new one gets the one the other side uses, if it is free. */
  PayloadBook covering(List<? extends Format.Numbered> payloads) {
    return covering(payloads, EMPTY);
  }

  /**
   * @param beside another stream that shares the transport, and so the numbers
   */
  PayloadBook covering(List<? extends Format.Numbered> payloads, PayloadBook beside) {
    Map<Format, Integer> next = copy();
    for (Format.Numbered payload : payloads) {
      if (!next.containsKey(payload.format())) {
        next.put(payload.format(), free(next, beside.types, payload));
      }
    }
    return new PayloadBook(next, orientation);
  }

  Payload payload(Codec codec) {
    return new Payload(codec, types.get(codec));
  }

  int type(Format format) {
    return types.get(format);
  }

  private static int free(
      Map<Format, Integer> taken, Map<Format, Integer> elsewhere, Format.Numbered wish) {
    return IntStream.concat(
            IntStream.of(wish.type(), wish.format().usualPayload()), IntStream.range(96, 128))
        .filter(type -> !taken.containsValue(type) && !elsewhere.containsValue(type))
        .filter(type -> isUsable(wish.format(), type))
        .findFirst()
        .orElseThrow();
  }

  /** RFC 5761 §4: 64 to 95 look like RTCP; static numbers belong to their codec. */
  private static boolean isUsable(Format format, int type) {
    return type >= Format.FIRST_DYNAMIC || (type == format.usualPayload() && format.isStatic());
  }

  private Map<Format, Integer> copy() {
    return new HashMap<>(types);
  }
}
