// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import ringway.acceptance.matrix.Matrix;
import ringway.acceptance.matrix.Row;

/**
 * How one row of the matrix stands after a run.
 *
 * @param reason what failed, why it was skipped or does not apply; for a pass, what proved it
 */
public record Verdict(String id, String clause, Status status, String reason) {

  /** The verdict on every row, in the order of the matrix. */
  public static List<Verdict> of(Matrix matrix, Collection<TestRun> tests) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Row row : matrix.rows().values()) {
      List<TestRun> naming = tests.stream().filter(t -> t.rows().contains(row.id())).toList();
      Status status = status(naming, matrix.notApplicable().containsKey(row.id()));
      String reason =
          switch (status) {
            case TODO -> "no test names this row yet";
            case NA -> matrix.notApplicable().get(row.id());
            case PASS, FAIL, SKIP -> reasons(naming, status);
          };
      verdicts.add(new Verdict(row.id(), row.clause(), status, reason));
    }
    return verdicts;
  }

  private static Status status(List<TestRun> naming, boolean notApplicable) {
    for (Status wins : List.of(Status.FAIL, Status.PASS, Status.SKIP)) {
      if (naming.stream().anyMatch(test -> test.status() == wins)) {
        return wins;
      }
    }
    return notApplicable ? Status.NA : Status.TODO;
  }

  private static String reasons(List<TestRun> naming, Status status) {
    return naming.stream()
        .filter(test -> test.status() == status)
        .map(
            test ->
                test.group()
                    + ": "
                    + title(test, status)
                    + (test.reason().isEmpty() ? "" : " — " + firstLine(test.reason())))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /** One failed invocation of a parameterised test is named; passed ones are one proof. */
  private static String title(TestRun test, Status status) {
    return status == Status.PASS ? test.title().replaceFirst(" \\[\\d+\\] .*", "") : test.title();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
