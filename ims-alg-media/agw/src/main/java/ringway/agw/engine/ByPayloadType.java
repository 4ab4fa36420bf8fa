// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which stream of a bundle a packet belongs to: no two of them share a payload type here (RFC 8843
 * §9.2). Never changed, but replaced.
 */
public final class ByPayloadType<T> {
  private static final int TYPES = 128;

  private final List<Optional<T>> streams;

  private ByPayloadType(List<Optional<T>> streams) {
    this.streams = streams;
  }

  public static <T> ByPayloadType<T> none() {
    return new ByPayloadType<>(Collections.nCopies(TYPES, Optional.empty()));
  }

  public static <T> ByPayloadType<T> of(Collection<T> streams, Function<T, List<Integer>> typesOf) {
    List<Optional<T>> byType = new ArrayList<>(Collections.nCopies(TYPES, Optional.empty()));
    for (T stream : streams) {
      typesOf.apply(stream).forEach(type -> byType.set(type, Optional.of(stream)));
    }
    return new ByPayloadType<>(byType);
  }

  public Optional<T> get(int type) {
    return streams.get(type);
  }
}
