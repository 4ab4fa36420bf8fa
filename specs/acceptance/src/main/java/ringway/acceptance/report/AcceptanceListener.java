// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.matrix.Matrix;
import ringway.runtime.ladder.LadderText;

/** Collects outcomes while JUnit runs, and writes the report when it is done. */
public final class AcceptanceListener implements TestExecutionListener {
  /** Tag of the one flow whose ladder is printed at the end of the run. */
  public static final String BASIC_CALL = "basic-call";

  private final Map<String, Long> began = new ConcurrentHashMap<>();

  @Override
  public void executionStarted(TestIdentifier test) {
    began.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    methodOf(test).ifPresent(method -> add(test, method, Status.SKIP, reason));
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Optional<Method> method = methodOf(test);
    // The container of a parameterised test fails with its invocations; alone it counts for none.
    if (method.isEmpty()
        || (!test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL)) {
      return;
    }
    Status status =
        switch (result.getStatus()) {
          case SUCCESSFUL -> Status.PASS;
          case ABORTED -> Status.SKIP;
          case FAILED -> Status.FAIL;
        };
    String reason = result.getThrowable().map(AcceptanceListener::messageOf).orElse("");
    add(test, method.get(), status, reason);
  }

  private static String messageOf(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage()).orElseGet(thrown::toString);
  }

  private void add(TestIdentifier test, Method method, Status status, String reason) {
    Covers covers = method.getAnnotation(Covers.class);
    long nanos = System.nanoTime() - began.getOrDefault(test.getUniqueId(), System.nanoTime());
    Run.current()
        .add(
            new TestRun(
                test.getUniqueId(),
                method.getDeclaringClass().getSimpleName(),
                title(test, method),
                covers == null ? List.of() : Arrays.asList(covers.value()),
                status,
                reason,
                Duration.ofNanos(nanos),
                Run.current().ladderOf(test.getUniqueId()),
                test.getTags().stream().anyMatch(tag -> tag.getName().equals(BASIC_CALL))));
  }

  private static String title(TestIdentifier test, Method method) {
    String words =
        method
            .getName()
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
            .toLowerCase(java.util.Locale.ROOT);
    boolean invocation = test.getUniqueId().contains("test-template-invocation");
    return invocation ? words + " " + test.getDisplayName() : words;
  }

  private static Optional<Method> methodOf(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getJavaMethod());
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    List<TestRun> tests = Run.current().tests();
    if (tests.isEmpty()) {
      return;
    }
    Path folder =
        Path.of(System.getProperty("ringway.acceptance.report", "target/acceptance-report"));
    Path web = Path.of(System.getProperty("ringway.web.reports", "../../web-client/target"));
    ReportWriter.write(
        folder,
        Matrix.read(Matrix.folder()),
        Stream.concat(tests.stream(), WebTests.read(web).stream()).toList());
    tests.stream()
        .filter(TestRun::basicCall)
        .findFirst()
        .flatMap(TestRun::ladder)
        .ifPresent(ladder -> System.out.println("The basic call:\n" + LadderText.draw(ladder)));
    System.out.println("Acceptance report: " + folder.resolve("index.html").toAbsolutePath());
  }
}
