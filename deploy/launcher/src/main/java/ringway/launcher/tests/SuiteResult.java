// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.tests;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one suite's reports say.
 *
 * @param suite a module, or a kind of test of the web client
 * @param failed name and first line of the reason, one per failed test
 * @param unsteady the same per test that failed first and passed when run again: one of the passed
 * @param skipped the same per skipped test
 */
record SuiteResult(
    String suite, int passed, List<String> failed, List<String> unsteady, List<Skipped> skipped) {
  /**
   * @param count for suites skipped as a whole, else 1
   */
  record Skipped(String test, String reason, int count) {}

  SuiteResult {
    failed = List.copyOf(failed);
    unsteady = List.copyOf(unsteady);
    skipped = List.copyOf(skipped);
  }

  static SuiteResult empty(String suite) {
    return new SuiteResult(suite, 0, List.of(), List.of(), List.of());
  }

  static SuiteResult failed(String suite, String reason) {
    return new SuiteResult(suite, 0, List.of(reason), List.of(), List.of());
  }

  static SuiteResult skipped(String suite, Skipped skipped) {
    return new SuiteResult(suite, 0, List.of(), List.of(), List.of(skipped));
  }

  int skippedCount() {
    return skipped.stream().mapToInt(Skipped::count).sum();
  }

  SuiteResult plus(SuiteResult other) {
    return new SuiteResult(
        suite,
        passed + other.passed,
        both(failed, other.failed),
        both(unsteady, other.unsteady),
        both(skipped, other.skipped));
  }

  private static <T> List<T> both(List<T> some, List<T> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  static String firstLine(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
