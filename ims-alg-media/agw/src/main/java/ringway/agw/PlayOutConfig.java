// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.time.Duration;

/**
 * How long transcoded speech waits for packets that are late; what is needed is found out during
 * the call.
 *
 * @param min of what the first packet of a talk spurt waits
 * @param max of what lies there at one time
 */
public record PlayOutConfig(Duration min, Duration max) {
  private static final Duration FRAME = Duration.ofMillis(20);
  private static final Duration MOST = Duration.ofMillis(500);

  public static final PlayOutConfig USUAL =
      new PlayOutConfig(Duration.ofMillis(20), Duration.ofMillis(120));

  public PlayOutConfig {
    if (max.compareTo(min.plus(FRAME)) < 0 || max.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "play-out.max must be 20ms above play-out.min at least, and 500ms at most, found " + max);
    }
  }
}
