// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing after another, in the order they were told, on a virtual thread that is there
 * while there is something to do. What does not fit is told to nobody but the log.
 */
final class InOrder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InOrder.class);

  private final String name;
  private final BlockingQueue<Runnable> waiting;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicBoolean overflowed = new AtomicBoolean();
  private volatile boolean closed;

  InOrder(String name, int capacity) {
    this.name = name;
    waiting = new ArrayBlockingQueue<>(capacity);
  }

  void add(Runnable step) {
    if (closed) {
      return;
    }
    if (!waiting.offer(step) && !overflowed.getAndSet(true)) {
      log.error("too many events wait, some are lost queue={}", name);
    }
    run();
  }

  private void run() {
    if (!running.getAndSet(true)) {
      Thread.ofVirtual().name(name).start(this::drain);
    }
  }

  private void drain() {
    for (Runnable step = waiting.poll(); step != null; step = waiting.poll()) {
      try {
        if (!closed) {
          step.run();
        }
      } catch (RuntimeException e) {
        log.error("an event was not handled queue={}", name, e);
      }
    }
    running.set(false);
    if (!waiting.isEmpty()) { // came after the last look
      run();
    }
  }

  /** What still waits is not done. */
  @Override
  public void close() {
    closed = true;
    waiting.clear();
  }
}
