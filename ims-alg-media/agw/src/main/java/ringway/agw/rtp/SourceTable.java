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
public final class SourceTable {
  private static final int CAPACITY = 64;

  private record Entry(int ssrc, Optional<ReplayList> passed) {}

  private final List<Entry> entries = new ArrayList<>(2);
  private int lastSource;
  private Optional<ReplayList> last = Optional.empty(); // of that source

  /**
   * Without allocation: the Optional is stored. As packets of one source follow each other, the
   * table is seldom gone through.
   */
  public Optional<ReplayList> find(int ssrc) {
    if (last.isEmpty() || lastSource != ssrc) {
      last = search(ssrc);
      lastSource = ssrc;
    }
    return last;
  }

  private Optional<ReplayList> search(int ssrc) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.ssrc == ssrc) {
        return entry.passed;
      }
    }
    return Optional.empty();
  }

  /** The list of a source, a new one if need be; empty when there are too many. */
  public Optional<ReplayList> findOrAdd(int ssrc) {
    if (find(ssrc).isEmpty() && !full()) {
      add(ssrc, new ReplayList());
    }
    return find(ssrc);
  }

  public boolean full() {
    return entries.size() >= CAPACITY;
  }

  public void add(int ssrc, ReplayList passed) {
    entries.add(new Entry(ssrc, Optional.of(passed)));
  }
}
