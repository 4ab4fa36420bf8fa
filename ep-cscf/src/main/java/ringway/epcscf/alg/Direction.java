// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Locale;

/** RFC 8866 §6.7, as its sender sees it. */
enum Direction {
  SENDRECV(true, true),
  SENDONLY(true, false),
  RECVONLY(false, true),
  INACTIVE(false, false);

  private final boolean sends;
  private final boolean receives;

  Direction(boolean sends, boolean receives) {
    this.sends = sends;
    this.receives = receives;
  }

  static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }

  static Direction of(Sdp sdp, MediaSection section) {
    for (Direction direction : values()) {
      if (section.has(direction.attribute())) {
        return direction;
      }
    }
    for (Direction direction : values()) {
      if (Attribute.isIn(sdp.attributes(), direction.attribute())) {
        return direction;
      }
    }
    return SENDRECV;
  }

  boolean sends() {
    return sends;
  }

  boolean receives() {
    return receives;
  }

  /** As the peer sees it. */
  Direction reversed() {
    return of(receives, sends);
  }

  /** No more than both allow. */
  Direction within(Direction limit) {
    return of(sends && limit.sends, receives && limit.receives);
  }

  String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }
}
