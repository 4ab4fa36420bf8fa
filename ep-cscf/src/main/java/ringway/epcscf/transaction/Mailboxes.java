// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** One serial queue per key (the Call-ID), made on demand and gone when empty. Thread-safe. */
public final class Mailboxes implements AutoCloseable {
  /** A task set for later. */
  @FunctionalInterface
  public interface Scheduled {
    void cancel();
  }

  /**
   * @param capacity tasks that may wait in one mailbox
   */
  public Mailboxes(int capacity, MeterRegistry metrics) {}

  /** Queues the task; false when the mailbox is full or the whole is closed. */
  public boolean post(String key, Runnable task) {
    throw new UnsupportedOperationException();
  }

  /** Runs the task now when already in this mailbox, else queues it whatever the capacity. */
  public void run(String key, Runnable task) {
    throw new UnsupportedOperationException();
  }

  /** Queues the task after the delay, whatever the capacity. */
  public Scheduled schedule(String key, Duration delay, Runnable task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
