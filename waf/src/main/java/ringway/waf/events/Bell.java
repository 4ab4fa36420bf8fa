// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import java.time.Duration;

/** Wakes whoever waits for events of this node. Thread-safe. */
final class Bell {
  private long rings; // guarded by this

  synchronized void ring() {
    rings++;
    notifyAll();
  }

  synchronized long rings() {
    return rings;
  }

  /**
   * Waits until it has rung more than {@code heard} times, at most that long; nobody rings for the
   * events of other nodes.
   */
  synchronized void await(long heard, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (long left = limit.toMillis(); rings == heard && left > 0; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }
}
