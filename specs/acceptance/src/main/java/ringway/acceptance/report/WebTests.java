// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows that only a browser proves: tests of the web client name them at the end of their title,
 * {@code "carries the token in every request [G02]"}. Read from the reports of Vitest and
 * Playwright, when those ran before.
 */
public final class WebTests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ROWS = Pattern.compile("^(.*) \\[([A-L]\\d\\d(?:, [A-L]\\d\\d)*)]$");

  private WebTests() {}

  /** The rows a title names. */
  public static List<String> rowsIn(String title) {
    Matcher rows = ROWS.matcher(title);
    return rows.matches() ? List.of(rows.group(2).split(", ")) : List.of();
  }

  /**
   * @param folder of both reports
   */
  static List<TestRun> read(Path folder) {
    List<TestRun> tests = new ArrayList<>();
    report(folder.resolve("vitest.json")).ifPresent(report -> vitest(report, tests));
    report(folder.resolve("e2e.json"))
        .ifPresent(report -> report.path("suites").forEach(suite -> playwright(suite, tests)));
    return tests;
  }

  private static Optional<JsonNode> report(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readTree(Files.readString(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static void vitest(JsonNode report, List<TestRun> tests) {
    for (JsonNode file : report.path("testResults")) {
      for (JsonNode test : file.path("assertionResults")) {
        Status status =
            switch (test.path("status").asText()) {
              case "passed" -> Status.PASS;
              case "failed" -> Status.FAIL;
              default -> Status.SKIP;
            };
        String reason = test.path("failureMessages").path(0).asText();
        add(tests, "Vitest", test.path("fullName").asText(), status, reason);
      }
    }
  }

  private static void playwright(JsonNode suite, List<TestRun> tests) {
    suite.path("suites").forEach(inner -> playwright(inner, tests));
    for (JsonNode spec : suite.path("specs")) {
      for (JsonNode test : spec.path("tests")) {
        Status status =
            switch (test.path("status").asText()) {
              case "expected", "flaky" -> Status.PASS;
              case "skipped" -> Status.SKIP;
              default -> Status.FAIL;
            };
        String reason =
            switch (status) {
              case SKIP -> test.at("/annotations/0/description").asText();
              case FAIL -> test.at("/results/0/error/message").asText();
              default -> "";
            };
        add(tests, "Chromium", spec.path("title").asText(), status, reason);
      }
    }
  }

  private static void add(
      List<TestRun> tests, String group, String title, Status status, String reason) {
    List<String> rows = rowsIn(title);
    if (!rows.isEmpty()) {
      tests.add(
          new TestRun(
              group + ": " + title,
              group,
              title.replaceFirst(" \\[[^\\]]*]$", ""),
              rows,
              status,
              reason,
              Duration.ZERO,
              Optional.empty(),
              false));
    }
  }
}
