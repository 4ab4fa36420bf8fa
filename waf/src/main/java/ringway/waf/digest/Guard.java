// SPDX-License-Identifier: Apache-2.0
package ringway.waf.digest;

import java.time.Duration;
import java.util.Optional;

/** Slows guessing down; shared with the login page, so that no way in is the faster one. */
public interface Guard {
  /**
   * Counts a try before it is looked at.
   *
   * @return how long to wait when it is one too many
   */
  Optional<Duration> count(String name, String source);

  /** The try was right: only wrong ones count. */
  void forget(String name, String source);
}
