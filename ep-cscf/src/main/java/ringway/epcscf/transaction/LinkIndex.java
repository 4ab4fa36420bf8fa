// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which transactions end when a connection does. Thread-safe. */
final class LinkIndex {
  /** What to do for one transaction, and the mailbox to do it in. */
  record Entry(String callId, Runnable failed) {}

  private final Map<SipLink, Map<Object, Entry>> links = new ConcurrentHashMap<>();

  void add(SipLink link, Object transaction, Entry entry) {
    links.compute(
        link,
        (_, present) -> {
          Map<Object, Entry> entries = present == null ? new HashMap<>(4) : present;
          entries.put(transaction, entry);
          return entries;
        });
  }

  void remove(SipLink link, Object transaction) {
    links.computeIfPresent(
        link,
        (_, entries) -> {
          entries.remove(transaction);
          return entries.isEmpty() ? null : entries;
        });
  }

  List<Entry> take(SipLink link) {
    return Optional.ofNullable(links.remove(link))
        .map(entries -> List.copyOf(entries.values()))
        .orElse(List.of());
  }

  int size() {
    return links.size();
  }
}
