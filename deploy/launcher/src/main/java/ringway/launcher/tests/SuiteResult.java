// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.tests;

import java.util.ArrayList;
import java.util.List;

/**
 * What one suite's reports say.
 *
 * @param suite a module, or a kind of test of the web client
 * @param failed name and first line of the reason, one per failed test
 * @param skipped the same per skipped test
 */
record SuiteResult(String suite, int passed, List<String> failed, List<Skipped> skipped) {
  /**
   * @param count for suites skipped as a whole, else 1
   */
  record Skipped(String test, String reason, int count) {}

  SuiteResult {
    failed = List.copyOf(failed);
    skipped = List.copyOf(skipped);
  }

  static SuiteResult failed(String suite, String reason) {
    return new SuiteResult(suite, 0, List.of(reason), List.of());
  }

  int skippedCount() {
    return skipped.stream().mapToInt(Skipped::count).sum();
  }

  SuiteResult plus(SuiteResult other) {
    List<String> allFailed = new ArrayList<>(failed);
    allFailed.addAll(other.failed);
    List<Skipped> allSkipped = new ArrayList<>(skipped);
    allSkipped.addAll(other.skipped);
    return new SuiteResult(suite, passed + other.passed, allFailed, allSkipped);
  }

  static String firstLine(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
