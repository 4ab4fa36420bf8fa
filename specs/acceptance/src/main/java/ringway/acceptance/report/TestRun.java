// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.ladder.Ladder;

/**
 * One test that was run.
 *
 * @param rows ids of the matrix rows it proves
 * @param reason why it failed or was skipped, else empty
 */
public record TestRun(
    String id,
    String group,
    String title,
    List<String> rows,
    Status status,
    String reason,
    Duration took,
    Optional<Ladder> ladder,
    boolean basicCall) {
  public TestRun {
    rows = List.copyOf(rows);
  }
}
