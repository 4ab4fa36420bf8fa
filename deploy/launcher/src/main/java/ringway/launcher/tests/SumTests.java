// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.tests;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringway.launcher.tests.SuiteResult.Skipped;

/**
 * Prints the results of {@code ./ringway test}, its last line {@code N passed, N failed, N
 * skipped}. Arguments: the root directory, then {@code --failed STEP=REASON} for each step of the
 * run that failed and {@code --skipped SUITE=REASON} for each suite that could not run here.
 */
public final class SumTests {
  private static final int MAX_LISTED = 50;

  private final Path root;
  private final Map<String, String> failedSteps;
  private final Map<String, String> skippedSuites;

  SumTests(Path root, Map<String, String> failedSteps, Map<String, String> skippedSuites) {
    this.root = root;
    this.failedSteps = failedSteps;
    this.skippedSuites = skippedSuites;
  }

  public static void main(String[] arguments) throws IOException {
    System.exit(run(List.of(arguments), System.out));
  }

  /** 0 when nothing failed, else 1. */
  static int run(List<String> arguments, PrintStream out) throws IOException {
    Map<String, String> failed = new LinkedHashMap<>();
    Map<String, String> skipped = new LinkedHashMap<>();
    for (int i = 1; i + 1 < arguments.size(); i += 2) {
      String[] pair = arguments.get(i + 1).split("=", 2);
      (arguments.get(i).equals("--failed") ? failed : skipped).put(pair[0], pair[1]);
    }
    List<SuiteResult> results =
        new SumTests(Path.of(arguments.getFirst()), failed, skipped).results();
    print(results, out);
    return results.stream().allMatch(result -> result.failed().isEmpty()) ? 0 : 1;
  }

  List<SuiteResult> results() throws IOException {
    List<SuiteResult> results = new ArrayList<>(new MavenReports(root).results());
    WebReports web = new WebReports(root);
    if (web.exists()) {
      results.add(
          skippedSuites.containsKey(WebReports.VITEST)
              ? web.skipped(WebReports.VITEST, skippedSuites.get(WebReports.VITEST))
              : web.vitest());
      results.add(
          skippedSuites.containsKey(WebReports.E2E)
              ? web.skipped(WebReports.E2E, skippedSuites.get(WebReports.E2E))
              : web.e2e());
    }
    // A step that failed although each of its tests passed: a crash, a limit, a check of the build.
    failedSteps.forEach((step, reason) -> results.add(SuiteResult.failed(step, reason)));
    return results;
  }

  private static void print(List<SuiteResult> results, PrintStream out) {
    for (SuiteResult result : results) {
      out.printf(
          "%-20s %5d passed %5d failed %5d skipped%n",
          result.suite(), result.passed(), result.failed().size(), result.skippedCount());
    }
    printSkipped(results, out);
    printUnsteady(results, out);
    printFailed(results, out);
    out.printf(
        "%d passed, %d failed, %d skipped%n",
        results.stream().mapToInt(SuiteResult::passed).sum(),
        results.stream().mapToInt(result -> result.failed().size()).sum(),
        results.stream().mapToInt(SuiteResult::skippedCount).sum());
  }

  private static void printSkipped(List<SuiteResult> results, PrintStream out) {
    for (SuiteResult result : results) {
      for (Skipped skipped : result.skipped()) {
        out.printf(
            "skipped  %s  %s%s: %s%n",
            result.suite(),
            skipped.test(),
            skipped.count() > 1 ? " (" + skipped.count() + " tests)" : "",
            skipped.reason());
      }
    }
  }

  private static void printUnsteady(List<SuiteResult> results, PrintStream out) {
    for (SuiteResult result : results) {
      for (String test : result.unsteady()) {
        out.printf("UNSTEADY %s  %s (passed when run again)%n", result.suite(), test);
      }
    }
  }

  private static void printFailed(List<SuiteResult> results, PrintStream out) {
    for (SuiteResult result : results) {
      result.failed().stream()
          .limit(MAX_LISTED)
          .forEach(failure -> out.printf("FAILED   %s  %s%n", result.suite(), failure));
      if (result.failed().size() > MAX_LISTED) {
        out.printf(
            "FAILED   %s  and %d more%n", result.suite(), result.failed().size() - MAX_LISTED);
      }
    }
  }
}
