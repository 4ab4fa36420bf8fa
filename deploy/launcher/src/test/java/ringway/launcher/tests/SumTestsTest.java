// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SumTestsTest {
  private static final String PASSED = "<testcase classname=\"a.B\" name=\"works\"/>";

  @TempDir Path root;
  private int exit;

  @BeforeEach
  void project() throws IOException {
    write("pom.xml", "<modules><module>waf</module><module>deploy/runtime</module></modules>");
    write("waf/src/test/java/a/WafTest.java", "");
    write("deploy/runtime/src/main/java/a/B.java", "");
  }

  @Test
  void sumsReportsOfSurefireAndFailsafe() throws IOException {
    surefire("waf", PASSED + PASSED);
    write("waf/target/failsafe-reports/TEST-a.It.xml", suite(PASSED));
    surefire("deploy/runtime", PASSED);

    assertThat(lastLine(run())).isEqualTo("4 passed, 0 failed, 0 skipped");
    assertThat(exit).isZero();
  }

  @Test
  void failureAndErrorAreListedWithTheirReason() throws IOException {
    surefire(
        "waf",
        PASSED
            + "<testcase classname=\"a.B\" name=\"breaks\"><failure message=\"expected 1&#10;more\""
            + "/><system-out>x</system-out></testcase>"
            + "<testcase classname=\"a.B\" name=\"throws\"><error type=\"x\">trace</error>"
            + "</testcase>");

    List<String> lines = run();

    assertThat(lines)
        .contains("FAILED   waf  B.breaks: expected 1")
        .anyMatch(line -> line.contains("B.throws"));
    assertThat(lastLine(lines)).isEqualTo("1 passed, 2 failed, 0 skipped");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void testsThatPassedOnlyTheSecondTimeAreListed() throws IOException {
    surefire(
        "waf",
        PASSED
            + "<testcase classname=\"a.B\" name=\"wavers\"><flakyFailure message=\"too late\">"
            + "<stackTrace>x</stackTrace></flakyFailure></testcase>"
            + "<testcase classname=\"a.B\" name=\"breaks\"><failure message=\"1\"/>"
            + "<rerunFailure message=\"2\"/></testcase>");

    List<String> lines = run();

    assertThat(lines)
        .contains(
            "UNSTEADY waf  B.wavers: too late (passed when run again)",
            "FAILED   waf  B.breaks: 1");
    assertThat(lastLine(lines)).isEqualTo("2 passed, 1 failed, 0 skipped");
  }

  @Test
  void skippedTestsAreListedWithTheirReason() throws IOException {
    surefire(
        "waf",
        PASSED
            + "<testcase classname=\"a.B\" name=\"waits\"><skipped message=\"no Docker here\"/>"
            + "</testcase><testcase classname=\"a.B\" name=\"assumes\"><skipped type=\"x\">"
            + "<![CDATA[org.opentest4j.TestAbortedException: Assumption failed: no IPv6\n at x]]>"
            + "</skipped></testcase>");

    List<String> lines = run();

    assertThat(lines)
        .contains("skipped  waf  B.waits: no Docker here", "skipped  waf  B.assumes: no IPv6");
    assertThat(lastLine(lines)).isEqualTo("1 passed, 0 failed, 2 skipped");
    assertThat(exit).isZero();
  }

  @Test
  void moduleWithTestsButWithoutReportHasFailed() throws IOException {
    assertThat(run()).contains("FAILED   waf  its tests did not run");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void moduleWithoutTestsNeedsNoReport() throws IOException {
    surefire("waf", PASSED);

    assertThat(run()).noneMatch(line -> line.contains("deploy/runtime"));
  }

  @Test
  void halfAReportHasFailed() throws IOException {
    write("waf/target/surefire-reports/TEST-a.B.xml", "<testsuite><testcase name=\"x");

    assertThat(run()).anyMatch(line -> line.contains("TEST-a.B.xml is broken"));
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void failedStepCountsAlthoughEveryTestPassed() throws IOException {
    surefire("waf", PASSED);

    List<String> lines = run("--failed", "mvn verify=took longer than 900 s");

    assertThat(lines).contains("FAILED   mvn verify  took longer than 900 s");
    assertThat(lastLine(lines)).isEqualTo("1 passed, 1 failed, 0 skipped");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void webClientIsSummedFromVitestAndPlaywright() throws IOException {
    surefire("waf", PASSED);
    webClient();
    write(
        "web-client/target/vitest.json",
        """
        {"testResults": [
          {"name": "/x/a.test.ts", "status": "passed", "assertionResults": [
            {"fullName": "a works", "status": "passed"},
            {"fullName": "a breaks", "status": "failed", "failureMessages": ["Error: 1\\nat x"]},
            {"fullName": "a later", "status": "pending"}]},
          {"name": "/x/b.test.ts", "status": "failed", "message": "no such file",
           "assertionResults": []}]}
        """);
    write(
        "web-client/target/e2e.json",
        """
        {"errors": [], "suites": [{"title": "f", "suites": [{"specs": [
          {"title": "calls", "tests": [{"projectName": "page", "status": "expected"}]},
          {"title": "hears", "tests": [{"projectName": "page", "status": "unexpected",
            "results": [{"error": {"message": "\\u001b[31mno tone\\u001b[0m"}}]}]},
          {"title": "rings", "tests": [{"projectName": "page", "status": "flaky",
            "results": [{"error": {"message": "no ring"}}, {}]}]},
          {"title": "sees", "tests": [{"projectName": "page", "status": "skipped",
            "annotations": [{"type": "skip", "description": "no camera"}]}]}]}],
          "specs": []}]}
        """);

    List<String> lines = run();

    assertThat(lines)
        .contains(
            "FAILED   web-client  a breaks: Error: 1",
            "FAILED   web-client  b.test.ts: no such file",
            "FAILED   web-client/e2e  page: hears: no tone",
            "UNSTEADY web-client/e2e  page: rings: no ring (passed when run again)",
            "skipped  web-client/e2e  page: sees: no camera");
    assertThat(lastLine(lines)).isEqualTo("4 passed, 3 failed, 2 skipped");
  }

  @Test
  void webClientWithoutReportsHasFailed() throws IOException {
    surefire("waf", PASSED);
    webClient();

    assertThat(lastLine(run())).isEqualTo("1 passed, 2 failed, 0 skipped");
  }

  @Test
  void reportThatNamesNoTestHasFailed() throws IOException {
    surefire("waf", PASSED);
    webClient();
    write("web-client/target/vitest.json", "{\"testResults\": []}");
    write("web-client/target/e2e.json", "not json");

    assertThat(run())
        .contains("FAILED   web-client  its report names no test")
        .anyMatch(line -> line.startsWith("FAILED   web-client/e2e  target/e2e.json is broken"));
  }

  @Test
  void suiteThatCouldNotRunHereCountsItsTestsAsSkipped() throws IOException {
    surefire("waf", PASSED);
    webClient();
    write("web-client/sdk/test/a.test.ts", "test('one', () => {});\n  it('two', () => {});\n");
    write("web-client/node_modules/x/b.test.ts", "test('not ours', () => {});\n");
    write("web-client/e2e/page/c.spec.ts", "test('three', () => {});\n");

    List<String> lines =
        run("--skipped", "web-client=npm is missing", "--skipped", "web-client/e2e=npm is missing");

    assertThat(lines).contains("skipped  web-client  all (2 tests): npm is missing");
    assertThat(lastLine(lines)).isEqualTo("1 passed, 0 failed, 3 skipped");
    assertThat(exit).isZero();
  }

  private void webClient() throws IOException {
    write("web-client/package.json", "{}");
  }

  private void surefire(String module, String cases) throws IOException {
    write(module + "/target/surefire-reports/TEST-a.B.xml", suite(cases));
  }

  private static String suite(String cases) {
    return "<?xml version=\"1.0\"?><testsuite name=\"a.B\"><properties/>" + cases + "</testsuite>";
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private List<String> run(String... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> all = Stream.concat(Stream.of(root.toString()), Stream.of(arguments)).toList();
    exit = SumTests.run(all, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static String lastLine(List<String> lines) {
    return lines.getLast();
  }
}
