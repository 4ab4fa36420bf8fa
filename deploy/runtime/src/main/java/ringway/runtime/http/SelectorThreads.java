// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.util.concurrent.Executor;

/**
 * Has the thread of a Jetty selector itself do what the selector finds. For connections whose
 * handlers wait for nothing: each message then wakes one thread instead of two or three.
 */
public final class SelectorThreads implements Executor {
  private final Executor others;
  private final ThreadLocal<Boolean> selecting = ThreadLocal.withInitial(() -> false);

  /**
   * @param others gives the selectors their threads, and does what other threads ask for
   */
  public SelectorThreads(Executor others) {
    this.others = others;
  }

  @Override
  public void execute(Runnable task) {
    if (selecting.get()) {
      task.run();
    } else {
      others.execute(() -> select(task));
    }
  }

  /** The selector's own loop, or a task of no consequence that ends soon. */
  private void select(Runnable task) {
    selecting.set(true);
    try {
      task.run();
    } finally {
      selecting.remove(); // the thread goes back to a pool
    }
  }
}
