// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The few synchronisation sources of one direction. A peer has one or two; the bound keeps one that
 * invents more from taking memory. None is ever dropped for another: coming back, it would start
 * with an empty replay list and, when sending, use a key stream twice (RFC 3711 §9.1). Belongs to
 * one thread.
 */
public final class SourceTable<T> {
  private static final int CAPACITY = 64;

  private record Entry<T>(int ssrc, Optional<T> value) {}

  private final List<Entry<T>> entries = new ArrayList<>(2);

  /** Without allocation: the Optional is stored. */
  public Optional<T> find(int ssrc) {
    for (int i = 0; i < entries.size(); i++) {
      Entry<T> entry = entries.get(i);
      if (entry.ssrc == ssrc) {
        return entry.value;
      }
    }
    return Optional.empty();
  }

  public boolean full() {
    return entries.size() >= CAPACITY;
  }

  public void add(int ssrc, T value) {
    entries.add(new Entry<>(ssrc, Optional.of(value)));
  }
}
