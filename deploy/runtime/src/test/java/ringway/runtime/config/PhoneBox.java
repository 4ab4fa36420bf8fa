// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.http.ListenerConfig;

/** A config record with one component of every kind the functions use. */
record PhoneBox(
    ListenerConfig listen,
    Paint paint,
    Duration ringFor,
    ByteSize maxMessage,
    boolean coins,
    List<Caller> callers,
    Optional<Secret> boxKey,
    String label,
    URI bank) {
  enum Paint {
    RED,
    BOTTLE_GREEN
  }

  record Caller(String name, int calls, Optional<String> nickname) {}

  private static final Duration LONGEST = Duration.ofHours(1);

  PhoneBox {
    if (ringFor.isZero() || ringFor.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "ring-for must be longer than nothing, " + LONGEST + " at most, found " + ringFor);
    }
  }
}
