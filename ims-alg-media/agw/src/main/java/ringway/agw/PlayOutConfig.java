// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.time.Duration;
import java.util.Optional;

/**
 * How long transcoded speech waits for packets that are late; what is needed is found out during
 * the call.
 *
 * @param min of what the first packet of a talk spurt waits
 * @param max of what lies there at one time
 * @param threads that play it, and transcode; empty for one a processor, without one that is left
 *     to those who relay
 */
public record PlayOutConfig(Duration min, Duration max, Optional<Integer> threads) {
  private static final Duration FRAME = Duration.ofMillis(20);
  private static final Duration MOST = Duration.ofMillis(500);
  private static final int MOST_THREADS = 256;

  public static final PlayOutConfig USUAL =
      new PlayOutConfig(Duration.ofMillis(20), Duration.ofMillis(120), Optional.empty());

  public PlayOutConfig {
    if (max.compareTo(min.plus(FRAME)) < 0 || max.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "play-out.max must be 20ms above play-out.min at least, and 500ms at most, found " + max);
    }
    if (threads.isPresent() && (threads.get() < 1 || threads.get() > MOST_THREADS)) {
      throw new IllegalArgumentException(
          "play-out.threads must be 1 to " + MOST_THREADS + ", found " + threads.get());
    }
  }

  /** As many as it was told, or as the machine has processors but for one. */
  public int threadCount() {
    int processors = Runtime.getRuntime().availableProcessors();
    return threads.orElse(Math.clamp(processors - 1, 1, MOST_THREADS));
  }
}
