// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.time.Duration;

/**
 * How long a flow waits for what must come; nothing ever waits for this long to see it not come.
 */
public final class Patience {
  public static final Duration LIMIT =
      Duration.ofSeconds(Long.getLong("ringway.acceptance.patience-seconds", 10));

  private Patience() {}
}
