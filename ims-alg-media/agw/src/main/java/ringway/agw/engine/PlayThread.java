// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of the clock. It sleeps while nobody is to be played; streams have begun whenever they
 * were first heard, so their frames are due at different times, and short ticks keep them apart.
 */
final class PlayThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PlayThread.class);
  private static final long TICK_NANOS = 2_000_000;

  private final List<PlayClock.Player> players = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private long next = System.nanoTime(); // tick; of the thread
  private boolean failureLogged; // of the thread
  private volatile boolean open = true;

  PlayThread(String name) {
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  int players() {
    return players.size();
  }

  void add(PlayClock.Player player) {
    players.add(player);
    LockSupport.unpark(thread);
  }

  void remove(PlayClock.Player player) {
    players.remove(player);
  }

  private void run() {
    while (open) {
      long left = next - System.nanoTime();
      if (players.isEmpty()) {
        LockSupport.park(this);
      } else if (left > 0) {
        LockSupport.parkNanos(this, left);
      } else {
        // What was missed is not made up for: the players know how late they are.
        next += -left > TICK_NANOS ? TICK_NANOS - left : TICK_NANOS;
        players.forEach(this::play);
      }
    }
  }

  /** One that fails must not silence the others. */
  private void play(PlayClock.Player player) {
    try {
      player.play(System.nanoTime());
    } catch (RuntimeException e) {
      if (!failureLogged) {
        failureLogged = true;
        log.error("a stream cannot be played, further failures are not logged", e);
      }
    }
  }

  @Override
  public void close() {
    open = false;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
