// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to the listeners one at a time and in order, on a thread of its own, so that neither
 * a media thread nor a connection waits for a listener. Thread-safe.
 */
public final class EventQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventQueue.class);
  private static final int CAPACITY = 4096;

  private final BlockingQueue<IqEvent> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final List<Consumer<IqEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;

  public EventQueue(String name) {
    thread = Thread.ofVirtual().name(name).start(this::deliver);
  }

  public void listen(Consumer<IqEvent> listener) {
    listeners.add(listener);
  }

  /** Never waits: with too many events unheard the newest is dropped and logged. */
  public void add(IqEvent event) {
    if (!waiting.offer(event)) {
      log.warn("event dropped, the listener is too slow event={}", event);
    }
  }

  private void deliver() {
    try {
      while (true) {
        IqEvent event = waiting.take();
        for (Consumer<IqEvent> listener : listeners) {
          tell(listener, event);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(Consumer<IqEvent> listener, IqEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      log.warn("listener failed event={}", event, e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
