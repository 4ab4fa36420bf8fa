// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ringway.launcher.tests.SuiteResult.Skipped;

/** The JSON reports of Vitest and Playwright, and how many tests their sources hold. */
final class WebReports {
  static final String VITEST = "web-client";
  static final String E2E = "web-client/e2e";

  private static final Pattern TEST = Pattern.compile("(?m)^\\s*(test|it)\\(");

  private final Path client;

  WebReports(Path root) {
    this.client = root.resolve("web-client");
  }

  boolean exists() {
    return Files.isRegularFile(client.resolve("package.json"));
  }

  SuiteResult vitest() throws IOException {
    return read(VITEST, "target/vitest.json", WebReports::ofVitest);
  }

  SuiteResult e2e() throws IOException {
    return read(E2E, "target/e2e.json", WebReports::ofPlaywright);
  }

  /** A suite that could not be run here, its tests counted in the sources. */
  SuiteResult skipped(String suite, String reason) throws IOException {
    int tests = suite.equals(E2E) ? testsBelow("e2e", ".spec.ts") : testsBelow("", ".test.ts");
    return SuiteResult.skipped(suite, new Skipped("all", reason, Math.max(1, tests)));
  }

  private interface Reader {
    SuiteResult read(Map<?, ?> report);
  }

  private SuiteResult read(String suite, String file, Reader reader) throws IOException {
    Path report = client.resolve(file);
    if (!Files.isRegularFile(report)) {
      return SuiteResult.failed(suite, "its tests did not run");
    }
    try {
      SuiteResult result = reader.read(Json.object(Json.parse(Files.readString(report))));
      boolean empty =
          result.passed() == 0 && result.failed().isEmpty() && result.skipped().isEmpty();
      return empty ? SuiteResult.failed(suite, "its report names no test") : result;
    } catch (IllegalArgumentException e) {
      return SuiteResult.failed(suite, file + " is broken: " + e.getMessage());
    }
  }

  private static SuiteResult ofVitest(Map<?, ?> report) {
    int passed = 0;
    List<String> failed = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    for (Object each : Json.list(report.get("testResults"))) {
      Map<?, ?> file = Json.object(each);
      List<?> tests = Json.list(file.get("assertionResults"));
      if (tests.isEmpty() && Json.string(file, "status").equals("failed")) {
        String name = Path.of(Json.string(file, "name")).getFileName().toString();
        failed.add(name + ": " + SuiteResult.firstLine(Json.string(file, "message")));
      }
      for (Object assertion : tests) {
        Map<?, ?> test = Json.object(assertion);
        String name = Json.string(test, "fullName");
        switch (Json.string(test, "status")) {
          case "passed" -> passed++;
          case "failed" -> failed.add(name + ": " + first(Json.list(test.get("failureMessages"))));
          default -> skipped.add(new Skipped(name, "marked as skipped in the source", 1));
        }
      }
    }
    return new SuiteResult(VITEST, passed, failed, List.of(), skipped);
  }

  private static SuiteResult ofPlaywright(Map<?, ?> report) {
    SuiteResult sum = SuiteResult.empty(E2E);
    for (Object error : Json.list(report.get("errors"))) {
      String message = SuiteResult.firstLine(Json.string(Json.object(error), "message"));
      sum = sum.plus(SuiteResult.failed(E2E, message));
    }
    for (Object suite : Json.list(report.get("suites"))) {
      sum = sum.plus(ofPlaywrightSuite(Json.object(suite)));
    }
    return sum;
  }

  private static SuiteResult ofPlaywrightSuite(Map<?, ?> suite) {
    SuiteResult sum = SuiteResult.empty(E2E);
    for (Object inner : Json.list(suite.get("suites"))) {
      sum = sum.plus(ofPlaywrightSuite(Json.object(inner)));
    }
    for (Object each : Json.list(suite.get("specs"))) {
      Map<?, ?> spec = Json.object(each);
      for (Object test : Json.list(spec.get("tests"))) {
        sum = sum.plus(ofPlaywrightTest(Json.string(spec, "title"), Json.object(test)));
      }
    }
    return sum;
  }

  private static SuiteResult ofPlaywrightTest(String title, Map<?, ?> test) {
    String name = Json.string(test, "projectName") + ": " + title;
    return switch (Json.string(test, "status")) {
      case "expected" -> new SuiteResult(E2E, 1, List.of(), List.of(), List.of());
      case "flaky" ->
          new SuiteResult(E2E, 1, List.of(), List.of(name + ": " + error(test)), List.of());
      case "skipped" -> SuiteResult.skipped(E2E, new Skipped(name, reason(test), 1));
      default -> SuiteResult.failed(E2E, name + ": " + error(test));
    };
  }

  private static String reason(Map<?, ?> test) {
    for (Object each : Json.list(test.get("annotations"))) {
      String description = Json.string(Json.object(each), "description");
      if (!description.isEmpty()) {
        return description;
      }
    }
    return "no reason given";
  }

  private static String error(Map<?, ?> test) {
    for (Object each : Json.list(test.get("results"))) {
      Map<?, ?> error = Json.object(Json.object(each).get("error"));
      String message = Json.string(error, "message");
      if (!message.isEmpty()) {
        return SuiteResult.firstLine(message.replaceAll("\u001B\\[[0-9;]*m", ""));
      }
    }
    return "no reason given";
  }

  private static String first(List<?> messages) {
    return messages.isEmpty() ? "" : SuiteResult.firstLine(String.valueOf(messages.getFirst()));
  }

  private int testsBelow(String directory, String suffix) throws IOException {
    Path start = client.resolve(directory);
    if (!Files.isDirectory(start)) {
      return 0;
    }
    int tests = 0;
    try (Stream<Path> files = Files.walk(start)) {
      for (Path file :
          files
              .filter(path -> path.toString().endsWith(suffix))
              .filter(path -> !path.toString().contains("node_modules"))
              .toList()) {
        tests += (int) TEST.matcher(Files.readString(file)).results().count();
      }
    }
    return tests;
  }
}
