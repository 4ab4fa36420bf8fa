// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The waiting tasks of one key. Every access but one is inside the map's compute of that key. */
final class Mailbox {
  private final Queue<Runnable> tasks = new ArrayDeque<>(4);
  private volatile @Nullable Thread worker; // written by that thread

  void add(Runnable task) {
    tasks.add(task);
  }

  int size() {
    return tasks.size();
  }

  @Nullable Runnable poll(Thread worker) {
    this.worker = worker;
    return tasks.poll();
  }

  /** Whether this is its thread, which alone can be told so: for others the answer is no. */
  boolean isWorkedOffBy(Thread thread) {
    return worker == thread;
  }
}
