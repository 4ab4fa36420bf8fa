// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Plays what is transcoded on a few threads of its own: a frame of Opus takes as long as relaying a
 * hundred packets. Thread-safe.
 */
final class PlayClock implements AutoCloseable {
  /** Something with frames to send every 20 ms. */
  interface Player {
    /** Some 500 times a second, by one thread. */
    void play(long nowNanos);
  }

  private final List<PlayThread> threads;

  /**
   * @param name of its threads
   */
  PlayClock(String name, int threads) {
    this.threads =
        IntStream.range(0, threads).mapToObj(i -> new PlayThread(name + "-" + i)).toList();
  }

  /** It stays on the thread that has the fewest now. */
  void add(Player player) {
    Collections.min(threads, Comparator.comparingInt(PlayThread::players)).add(player);
  }

  /** It may be called once more: it is not waited for. */
  void remove(Player player) {
    threads.forEach(thread -> thread.remove(player));
  }

  /** No thread is left when this returns. */
  @Override
  public void close() {
    threads.forEach(PlayThread::close);
  }
}
