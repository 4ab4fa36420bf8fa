// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.acceptance.matrix.Matrix;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

class ReportWriterTest {
  private final Matrix matrix = Matrix.read(Matrix.folder());

  @TempDir Path folder;

  private static Ladder ladder() {
    Ladder ladder = new Ladder();
    ladder.record(Actor.wic("alice"), Actor.EP_CSCF, "REGISTER", "Authorization: Bearer tok");
    return ladder;
  }

  private List<TestRun> tests() {
    return List.of(
        new TestRun(
            "1",
            "ATest",
            "passes",
            List.of("A01"),
            Status.PASS,
            "",
            Duration.ofMillis(5),
            Optional.of(ladder()),
            true),
        new TestRun(
            "2",
            "ATest",
            "fails",
            List.of("A02"),
            Status.FAIL,
            "why <b>",
            Duration.ofMillis(5),
            Optional.of(ladder()),
            false));
  }

  @Test
  void everyRowOfTheMatrixIsInTheList() throws Exception {
    ReportWriter.write(folder, matrix, tests());

    JsonNode rows = new ObjectMapper().readTree(Files.readString(folder.resolve("rows.json")));
    assertThat(rows).hasSize(matrix.rows().size());
    assertThat(rows.get(0).get("status").asText()).isEqualTo("pass");
    assertThat(rows.get(1).get("status").asText()).isEqualTo("fail");
    assertThat(rows.get(1).get("reason").asText()).contains("why <b>");
    assertThat(rows.get(2).get("status").asText()).isEqualTo("todo");
  }

  @Test
  void buildServersCanReadTheOutcome() throws Exception {
    ReportWriter.write(folder, matrix, tests());

    var suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("junit.xml").toFile())
            .getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo("2");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getElementsByTagName("failure").item(0).getTextContent()).isEqualTo("why <b>");
  }

  @Test
  void thePageHoldsRowsAndFlowsAndNoToken() throws Exception {
    ReportWriter.write(folder, matrix, tests());

    String page = Files.readString(folder.resolve("index.html"));
    assertThat(page)
        .contains("1 of " + matrix.rows().size() + " rows proved")
        .contains("<svg class=\"ladder\"")
        .contains("why &lt;b&gt;")
        .doesNotContain("Bearer tok")
        .doesNotContain("{{");
  }
}
