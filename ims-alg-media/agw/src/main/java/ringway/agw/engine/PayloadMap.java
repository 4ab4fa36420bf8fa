// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.List;
import ringway.iq.Codec;

/** Payload types of one side under the numbers of the other; immutable. */
final class PayloadMap {
  private static final int TYPES = 128;

  private final byte[] numbers = new byte[TYPES];

  private PayloadMap() {
    for (int type = 0; type < TYPES; type++) {
      numbers[type] = (byte) type;
    }
  }

  static PayloadMap between(List<Codec> from, List<Codec> to) {
    PayloadMap map = new PayloadMap();
    for (Codec codec : from) {
      to.stream()
          .filter(codec::isLike)
          .findFirst()
          .ifPresent(other -> map.numbers[codec.payload()] = (byte) other.payload());
    }
    return map;
  }

  int to(int type) {
    return numbers[type];
  }
}
