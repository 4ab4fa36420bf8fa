// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

/** In which order documents count: RFC 3680 §5.1. Owned by its subscription. */
final class RegVersions {
  /** What is to be done with a document. */
  enum Order {
    NEXT,
    /** Older than what is known, or the same again. */
    STALE,
    /** Something before it was missed: it counts, but the full state has to be asked for. */
    GAP
  }

  private static final long NONE = -1;

  private long latest = NONE;

  Order of(RegInfo info) {
    if (latest != NONE && info.version() <= latest) {
      return Order.STALE;
    }
    boolean follows = info.full() || latest != NONE && info.version() == latest + 1;
    latest = info.version();
    return follows ? Order.NEXT : Order.GAP;
  }
}
