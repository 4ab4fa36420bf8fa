// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebTestsTest {
  @TempDir Path folder;

  @Test
  void rowsStandAtTheEndOfATitle() {
    assertThat(WebTests.rowsIn("carries the token [G02, E01]")).containsExactly("G02", "E01");
    assertThat(WebTests.rowsIn("carries the token [twice]")).isEmpty();
    assertThat(WebTests.rowsIn("carries the token")).isEmpty();
  }

  @Test
  void testsThatNameARowAreTakenFromBothReports() throws IOException {
    Files.writeString(
        folder.resolve("vitest.json"),
        """
        {"testResults": [{"assertionResults": [
          {"fullName": "the token is renewed [E29]", "status": "passed"},
          {"fullName": "is spread [F21]", "status": "failed", "failureMessages": ["too late"]},
          {"fullName": "names no row", "status": "passed"}]}]}
        """);
    Files.writeString(
        folder.resolve("e2e.json"),
        """
        {"suites": [{"suites": [{"specs": [
          {"title": "hears [L01]", "tests": [{"status": "flaky"}]},
          {"title": "hides [I30]", "tests": [{"status": "skipped",
            "annotations": [{"description": "no Chromium"}]}]}]}]}]}
        """);

    List<TestRun> tests = WebTests.read(folder);

    assertThat(tests)
        .extracting(TestRun::rows, TestRun::status, TestRun::title, TestRun::reason)
        .containsExactly(
            tuple(List.of("E29"), Status.PASS, "the token is renewed", ""),
            tuple(List.of("F21"), Status.FAIL, "is spread", "too late"),
            tuple(List.of("L01"), Status.PASS, "hears", ""),
            tuple(List.of("I30"), Status.SKIP, "hides", "no Chromium"));
  }

  @Test
  void withoutReportsThereAreNone() {
    assertThat(WebTests.read(folder)).isEmpty();
  }
}
