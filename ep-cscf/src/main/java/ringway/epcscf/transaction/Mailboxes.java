// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
  private final TimerWheel clock;
  private volatile boolean closed;

  /**
   * @param capacity tasks that may wait in one mailbox
   */
  public Mailboxes(int capacity, MeterRegistry metrics) {
    this.capacity = capacity;
    this.refused = metrics.counter("ringway.sip.mailbox.refused");
    this.broken = metrics.counter("ringway.sip.mailbox.failures");
    metrics.gaugeMapSize("ringway.sip.mailboxes", List.of(), boxes);
    this.clock = new TimerWheel("sip-timers", this::due);
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
    return set(new LaterTask(key, task, false), delay);
  }

  /**
   * The same for a task that waits for nothing: of those due at a time one thread does all, where
   * else each would take a thread of its own.
   */
  Scheduled scheduleBrief(String key, Duration delay, Runnable task) {
    return set(new LaterTask(key, task, true), delay);
  }

  /** Runs the task after the delay, whatever its mailbox is busy with then. */
  void after(Duration delay, Runnable task) {
    if (!closed) {
      clock.set(new FreeTask(task), delay);
    }
  }

  private Scheduled set(LaterTask later, Duration delay) {
    if (!closed) {
      clock.set(later, delay);
    }
    return later;
  }

  private void due(List<TimerWheel.Timer> timers) {
    List<LaterTask> brief = new ArrayList<>();
    for (TimerWheel.Timer timer : timers) {
      switch (timer) {
        case LaterTask later when later.brief -> brief.add(later);
        case LaterTask later -> queue(later.key, later);
        case FreeTask free -> Thread.ofVirtual().start(free.task);
        default -> throw new IllegalStateException("no timer of ours");
      }
    }
    if (!brief.isEmpty()) {
      Thread.ofVirtual().name("sip-timers-due").start(() -> brief.forEach(this::runFirst));
    }
  }

  /** What else has come to the mailbox meanwhile is for a thread of its own. */
  private void runFirst(LaterTask later) {
    if (put(later.key, later, Integer.MAX_VALUE) == Taken.FIRST) {
      next(later.key).ifPresent(task -> perform(later.key, task));
      if (!isGone(later.key)) {
        begin(later.key);
      }
    }
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
      perform(key, task.get());
    }
  }

  private void perform(String key, Runnable task) {
    waiting.decrementAndGet();
    try {
      task.run();
    } catch (RuntimeException | Error e) { // also a stack overflow must not block the mailbox
      broken.increment();
      log.error("task failed call=\"{}\"", key, e);
    }
  }

  /** Removes the mailbox when nothing waits in it. */
  private boolean isGone(String key) {
    return boxes.computeIfPresent(key, (_, box) -> box.size() == 0 ? null : box) == null;
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
    clock.close();
  }

  private static final class FreeTask extends TimerWheel.Timer {
    private final Runnable task;

    FreeTask(Runnable task) {
      this.task = task;
    }
  }

  private final class LaterTask extends TimerWheel.Timer implements Scheduled, Runnable {
    private final String key;
    private final Runnable task;
    private final boolean brief;
    private volatile boolean cancelled;

    LaterTask(String key, Runnable task, boolean brief) {
      this.key = key;
      this.task = task;
      this.brief = brief;
    }

    @Override
    public void cancel() {
      cancelled = true; // it may be queued already
      clock.cancel(this);
    }

    @Override
    public void run() {
      if (!cancelled) {
        task.run();
      }
    }
  }
}
