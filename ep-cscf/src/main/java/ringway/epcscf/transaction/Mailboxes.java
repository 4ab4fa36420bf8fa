// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One serial queue per key (the Call-ID), made on demand and gone when empty. Thread-safe. */
public final class Mailboxes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Mailboxes.class);
  private static final int MAX_WAITING = 100_000;

  /** A task set for later. */
  @FunctionalInterface
  public interface Scheduled {
    /** From within the mailbox of the task it is certain that the task will not run any more. */
    void cancel();
  }

  private final int capacity;
  private final Counter refused;
  private final Counter broken;
  private final Map<String, Mailbox> boxes = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ScheduledThreadPoolExecutor clock;
  private volatile boolean closed;

  /**
   * @param capacity tasks that may wait in one mailbox
   */
  public Mailboxes(int capacity, MeterRegistry metrics) {
    this.capacity = capacity;
    this.refused = metrics.counter("ringway.sip.mailbox.refused");
    this.broken = metrics.counter("ringway.sip.mailbox.failures");
    metrics.gaugeMapSize("ringway.sip.mailboxes", java.util.List.of(), boxes);
    this.clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("sip-timers").factory());
    clock.setRemoveOnCancelPolicy(true);
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Queues the task; false when the mailbox is full or the whole is closed. */
  public boolean post(String key, Runnable task) {
    Taken taken = admit(key, task);
    if (taken == Taken.FIRST) {
      begin(key);
    }
    return taken != Taken.NOT;
  }

  /**
   * The same, but a mailbox that was empty is worked off by the calling thread before this returns:
   * for a virtual thread that holds nothing up but its own connection, and saves waking another.
   */
  public boolean postHere(String key, Runnable task) {
    Taken taken = admit(key, task);
    if (taken == Taken.FIRST) {
      if (Thread.currentThread().isVirtual()) {
        drain(key);
      } else {
        begin(key);
      }
    }
    return taken != Taken.NOT;
  }

  private Taken admit(String key, Runnable task) {
    Taken taken = closed || waiting.get() >= MAX_WAITING ? Taken.NOT : put(key, task, capacity);
    if (taken == Taken.NOT) {
      refused.increment();
    }
    return taken;
  }

  /** Runs the task now when already in this mailbox, else queues it whatever the capacity. */
  public void run(String key, Runnable task) {
    Mailbox box = boxes.get(key);
    if (box != null && box.isWorkedOffBy(Thread.currentThread())) {
      task.run();
    } else {
      queue(key, task);
    }
  }

  /** Queues the task whatever the capacity, also when already in this mailbox. */
  public void queue(String key, Runnable task) {
    if (put(key, task, Integer.MAX_VALUE) == Taken.FIRST) {
      begin(key);
    }
  }

  /** Queues the task after the delay, whatever the capacity. */
  public Scheduled schedule(String key, Duration delay, Runnable task) {
    LaterTask later = new LaterTask(task);
    later.on(in(delay, () -> queue(key, later)));
    return later;
  }

  /** Mailboxes in being. */
  public int size() {
    return boxes.size();
  }

  /** Tasks waiting for this key. */
  int waiting(String key) {
    int[] count = {0};
    boxes.computeIfPresent(
        key,
        (_, box) -> {
          count[0] = box.size();
          return box;
        });
    return count[0];
  }

  /** Runs the task on the clock's thread, where it must not wait. */
  Optional<ScheduledFuture<?>> in(Duration delay, Runnable task) {
    try {
      return Optional.of(clock.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return Optional.empty(); // closed: nothing is to happen any more
    }
  }

  /** What became of a task; the first of a mailbox needs a thread. */
  private enum Taken {
    NOT,
    FIRST,
    BEHIND
  }

  private Taken put(String key, Runnable task, int limit) {
    Taken[] taken = {Taken.NOT};
    boxes.compute(
        key,
        (_, present) -> {
          Mailbox box = present == null ? new Mailbox() : present;
          if (box.size() < limit) {
            box.add(task);
            taken[0] = present == null ? Taken.FIRST : Taken.BEHIND;
            waiting.incrementAndGet();
          }
          return box;
        });
    return taken[0];
  }

  private void begin(String key) {
    Thread.ofVirtual().name("call-" + key).start(() -> drain(key));
  }

  private void drain(String key) {
    for (Optional<Runnable> task = next(key); task.isPresent(); task = next(key)) {
      waiting.decrementAndGet();
      try {
        task.get().run();
      } catch (RuntimeException | Error e) { // also a stack overflow must not block the mailbox
        broken.increment();
        log.error("task failed call=\"{}\"", key, e);
      }
    }
  }

  /** The next task; removes the mailbox when there is none. */
  private Optional<Runnable> next(String key) {
    Runnable[] task = {null};
    boxes.computeIfPresent(
        key,
        (_, box) -> {
          task[0] = box.poll(Thread.currentThread());
          return task[0] == null ? null : box;
        });
    return Optional.ofNullable(task[0]);
  }

  @Override
  public void close() {
    closed = true;
    clock.shutdownNow();
  }

  private static final class LaterTask implements Scheduled, Runnable {
    private final Runnable task;
    private volatile boolean cancelled;
    private volatile Optional<ScheduledFuture<?>> alarm = Optional.empty();

    LaterTask(Runnable task) {
      this.task = task;
    }

    void on(Optional<ScheduledFuture<?>> alarm) {
      this.alarm = alarm;
    }

    @Override
    public void cancel() {
      cancelled = true;
      alarm.ifPresent(future -> future.cancel(false));
    }

    @Override
    public void run() {
      if (!cancelled) {
        task.run();
      }
    }
  }
}
