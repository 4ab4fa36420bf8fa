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
 * @param extension of its header extension (RFC 8285 §6: kept as well)
 */
record PayloadBook(Map<Format, Integer> types, OptionalInt extension) {
  private static final int LAST_EXTENSION = 14; // RFC 8285 §4.2

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
    return new PayloadBook(next, extension);
  }

  PayloadBook learning(Format.Stream said) {
    return learning(said.payloads())
        .extended(said.extension().isPresent() ? said.extension() : extension);
  }

  private PayloadBook extended(OptionalInt number) {
    return new PayloadBook(types, number);
  }

  /** Numbers for all of a stream, by the same rule. */
  PayloadBook covering(Format.Stream offered, PayloadBook beside) {
    PayloadBook all = covering(offered.payloads(), beside);
    return extension.isPresent() || offered.extension().isEmpty()
        ? all
        : all.extended(free(offered.extension().getAsInt(), beside.extension));
  }

  private static OptionalInt free(int wish, OptionalInt elsewhere) {
    return IntStream.concat(IntStream.of(wish), IntStream.rangeClosed(1, LAST_EXTENSION))
        .filter(number -> !OptionalInt.of(number).equals(elsewhere))
        .findFirst();
  }

  /**
   * Numbers for all those formats; a new one gets the one the other side uses, if it is free.
   *
   * @param beside another stream that shares the transport, and so the numbers
   */
  PayloadBook covering(List<? extends Format.Numbered> payloads, PayloadBook beside) {
    Map<Format, Integer> next = copy();
    for (Format.Numbered payload : payloads) {
      if (!next.containsKey(payload.format())) {
        next.put(payload.format(), free(next, beside.types, payload));
      }
    }
    return new PayloadBook(next, extension);
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
