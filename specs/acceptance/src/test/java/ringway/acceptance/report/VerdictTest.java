// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import ringway.acceptance.matrix.Matrix;
import ringway.acceptance.matrix.Row;

class VerdictTest {
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Matrix matrix = new Matrix(rows, Map.of("A02", "not built"));

  VerdictTest() {
    for (String id : List.of("A01", "A02", "A03")) {
      rows.put(id, new Row(id, "A", "7118 4.1", "eP-CSCF", "+", "then 101", "R"));
    }
  }

  private static TestRun test(Status status, String reason, String... rows) {
    return new TestRun(
        "id",
        "W2Test",
        "a test",
        List.of(rows),
        status,
        reason,
        Duration.ZERO,
        Optional.empty(),
        false);
  }

  private List<Status> statuses(TestRun... tests) {
    return Verdict.of(matrix, List.of(tests)).stream().map(Verdict::status).toList();
  }

  @Test
  void aRowWithoutATestIsStillToBeDoneUnlessItDoesNotApply() {
    assertThat(statuses()).containsExactly(Status.TODO, Status.NA, Status.TODO);
    assertThat(Verdict.of(matrix, List.of()).get(1).reason()).isEqualTo("not built");
  }

  @Test
  void oneFailureOutweighsEveryPass() {
    assertThat(
            statuses(
                test(Status.PASS, "", "A01", "A03"),
                test(Status.FAIL, "no 101\nladder", "A01"),
                test(Status.PASS, "", "A01")))
        .containsExactly(Status.FAIL, Status.NA, Status.PASS);
  }

  @Test
  void aSkippedTestProvesNothing() {
    assertThat(statuses(test(Status.SKIP, "no engine", "A03")).getLast()).isEqualTo(Status.SKIP);
    assertThat(
            statuses(test(Status.SKIP, "no engine", "A03"), test(Status.PASS, "", "A03")).getLast())
        .isEqualTo(Status.PASS);
  }

  @Test
  void theReasonNamesTheTestAndTheFirstLineOfItsFailure() {
    Verdict verdict =
        Verdict.of(matrix, List.of(test(Status.FAIL, "no 101\nladder", "A01"))).getFirst();

    assertThat(verdict.reason()).isEqualTo("W2Test: a test — no 101");
  }

  @Test
  void theInvocationsOfOneTestAreOneProof() {
    Verdict verdict =
        Verdict.of(matrix, List.of(invocation("holds [1] a"), invocation("holds [2] b")))
            .getFirst();

    assertThat(verdict.reason()).isEqualTo("W2Test: holds");
  }

  private static TestRun invocation(String title) {
    return new TestRun(
        "id",
        "W2Test",
        title,
        List.of("A01"),
        Status.PASS,
        "",
        Duration.ZERO,
        Optional.empty(),
        false);
  }
}
