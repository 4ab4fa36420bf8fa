// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The waiting tasks of one key. Every access is inside the map's compute of that key. */
final class Mailbox {
  private final Queue<Runnable> tasks = new ArrayDeque<>(4);

  void add(Runnable task) {
    tasks.add(task);
  }

  int size() {
    return tasks.size();
  }

  @Nullable Runnable poll() {
    return tasks.poll();
  }
}
