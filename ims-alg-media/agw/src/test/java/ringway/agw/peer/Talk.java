// SPDX-License-Identifier: Apache-2.0
package ringway.agw.peer;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Somebody who talks: a packet every 20 ms, until closed. What a busy machine delays is made up.
 */
public final class Talk implements AutoCloseable {
  private static final long FRAME_MILLIS = 20;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  /**
   * @param send the packet of this number, which are from 0 on
   */
  public Talk(IntConsumer send) {
    AtomicInteger number = new AtomicInteger();
    clock.scheduleAtFixedRate(
        () -> send.accept(number.getAndIncrement()), 0, FRAME_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Nothing is sent any more when this returns. */
  @Override
  public void close() {
    clock.close();
  }
}
