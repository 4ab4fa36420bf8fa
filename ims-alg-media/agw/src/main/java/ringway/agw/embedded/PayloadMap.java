// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.List;
import ringway.iq.Codec;

/** Payload types that are numbered differently on the two sides; immutable. */
final class PayloadMap {
  static final PayloadMap UNCHANGED = between(List.of(), List.of());
  private static final int TYPES = 128;

  private final byte[] toCore = new byte[TYPES];
  private final byte[] toAccess = new byte[TYPES];

  private PayloadMap() {
    for (int type = 0; type < TYPES; type++) {
      toCore[type] = (byte) type;
      toAccess[type] = (byte) type;
    }
  }

  static PayloadMap between(List<Codec> access, List<Codec> core) {
    PayloadMap map = new PayloadMap();
    for (Codec ours : access) {
      core.stream()
          .filter(ours::isLike)
          .findFirst()
          .ifPresent(
              theirs -> {
                map.toCore[ours.payload()] = (byte) theirs.payload();
                map.toAccess[theirs.payload()] = (byte) ours.payload();
              });
    }
    return map;
  }

  int toCore(int type) {
    return toCore[type];
  }

  int toAccess(int type) {
    return toAccess[type];
  }
}
