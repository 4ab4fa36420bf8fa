// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.cdr;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Section {@code ep-cscf.cdr}.
 *
 * @param file one line of JSON is appended for each call that has ended
 * @param recent how many ended calls the administration still shows
 */
public record CdrConfig(Optional<Path> file, int recent) {
  private static final int MOST = 100_000;

  public CdrConfig {
    if (recent < 0 || recent > MOST) {
      throw new IllegalArgumentException("recent must be from 0 to " + MOST + ", found " + recent);
    }
  }
}
