// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.List;
import ringway.iq.Configure;

/** Payload types that are numbered differently on the two sides; immutable. */
final class PayloadMap {
  static final PayloadMap UNCHANGED = new PayloadMap(List.of());
  private static final int TYPES = 128;

  private final byte[] toCore = new byte[TYPES];
  private final byte[] toAccess = new byte[TYPES];

  PayloadMap(List<Configure.PayloadMapping> mappings) {
    for (int type = 0; type < TYPES; type++) {
      toCore[type] = (byte) type;
      toAccess[type] = (byte) type;
    }
    for (Configure.PayloadMapping mapping : mappings) {
      toCore[mapping.access()] = (byte) mapping.core();
      toAccess[mapping.core()] = (byte) mapping.access();
    }
  }

  static boolean valid(Configure.PayloadMapping mapping) {
    return mapping.access() >= 0
        && mapping.access() < TYPES
        && mapping.core() >= 0
        && mapping.core() < TYPES;
  }

  int toCore(int type) {
    return toCore[type];
  }

  int toAccess(int type) {
    return toAccess[type];
  }
}
