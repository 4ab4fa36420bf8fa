// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many timers of which few ever fire, as those of transactions: to set and to cancel one costs a
 * few words written, however many there are, which the JDK's heap of timers does not give (a hashed
 * wheel: Varghese and Lauck 1987, scheme 6). None fires early, and each within two ticks. The
 * thread sleeps while no timer is set. Thread-safe.
 */
final class TimerWheel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);
  private static final long TICK = Duration.ofMillis(10).toNanos();

  /** A turn of 41 s, so that nearly all of SIP's timers come round at most once. */
  private static final int SLOTS = 4096;

  /** One timer; it is set once. Its links belong to the slot it is in. */
  abstract static class Timer {
    private long tick;
    private Timer next = this;
    private Timer previous = this;

    private boolean linked() {
      return next != this;
    }

    private void unlink() {
      previous.next = next;
      next.previous = previous;
      next = this;
      previous = this;
    }
  }

  /** A ring of timers, guarded by this. */
  private static final class Slot {
    private final Timer end = new Timer() {};

    /** All that were due then have been taken out. */
    private long swept = -1;

    synchronized boolean add(Timer timer) {
      if (timer.tick <= swept) {
        return false;
      }
      timer.previous = end.previous;
      timer.next = end;
      end.previous.next = timer;
      end.previous = timer;
      return true;
    }

    synchronized boolean remove(Timer timer) {
      boolean there = timer.linked();
      timer.unlink();
      return there;
    }

    synchronized void sweep(long now, List<Timer> fired) {
      swept = now;
      for (Timer timer = end.next; timer != end; ) {
        Timer following = timer.next;
        if (timer.tick <= now) {
          timer.unlink();
          fired.add(timer);
        }
        timer = following;
      }
    }
  }

  private final Slot[] slots = new Slot[SLOTS];
  private final AtomicInteger set = new AtomicInteger();
  private final Consumer<List<Timer>> due;
  private final long start = System.nanoTime();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param due takes those whose time has come, on the thread of the wheel: it must not wait
   */
  TimerWheel(String name, Consumer<List<Timer>> due) {
    this.due = due;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
    thread = Thread.ofPlatform().daemon().name(name).start(this::turn);
  }

  void set(Timer timer, Duration delay) {
    long wait = Math.max(0, delay.toNanos());
    timer.tick = (System.nanoTime() - start + wait + TICK - 1) / TICK;
    if (set.getAndIncrement() == 0) {
      LockSupport.unpark(thread);
    }
    if (!slot(timer.tick).add(timer)) { // its tick went by meanwhile
      set.decrementAndGet();
      due.accept(List.of(timer));
    }
  }

  /** A timer that has fired or was cancelled before is no error. */
  void cancel(Timer timer) {
    if (slot(timer.tick).remove(timer)) {
      set.decrementAndGet();
    }
  }

  /** How many wait for their time. */
  int size() {
    return set.get();
  }

  private Slot slot(long tick) {
    return slots[(int) (tick & (SLOTS - 1))];
  }

  private void turn() {
    long last = -1;
    while (!closed) {
      if (set.get() == 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, TICK - (System.nanoTime() - start) % TICK);
      }
      long now = (System.nanoTime() - start) / TICK;
      List<Timer> fired = new ArrayList<>();
      for (long tick = Math.max(last + 1, now - SLOTS + 1); tick <= now; tick++) {
        slot(tick).sweep(now, fired);
      }
      last = Math.max(last, now);
      if (!fired.isEmpty()) {
        set.addAndGet(-fired.size());
        fire(fired);
      }
    }
  }

  /** Whatever goes wrong with these, the wheel turns on for all the others. */
  private void fire(List<Timer> fired) {
    try {
      due.accept(fired);
    } catch (RuntimeException e) {
      LOG.error("{} timers were lost", fired.size(), e);
    }
  }

  /** Those that are set never fire. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
