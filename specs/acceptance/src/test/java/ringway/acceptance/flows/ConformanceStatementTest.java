// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.matrix.Matrix;

/** What an operator reads before buying (TS 33.203 X.1: what of the annex binds, what does not). */
class ConformanceStatementTest {
  private static final Path DOCS = Path.of("../../docs");
  private static final Pattern ROWS =
      Pattern.compile("\\b([A-L]\\d\\d)(?:\\u2013([A-L]?\\d\\d))?\\b");
  private static final Pattern LINK = Pattern.compile("]\\(([a-z-]+\\.md)\\)");

  @Test
  @Covers("L05")
  void theStatementTellsWhatBindsWhatIsAnExampleAndWhatIsOurs() throws IOException {
    String statement = Files.readString(DOCS.resolve("conformance.md"));

    assertThat(statement)
        .contains("## Normative", "## Informative", "## Decisions of ours", "## Not built");
    assertThat(LINK.matcher(statement).results().map(link -> DOCS.resolve(link.group(1))))
        .isNotEmpty()
        .allSatisfy(page -> assertThat(page).exists());
  }

  @Test
  void everyRowTheClauseTableNamesIsOneOfTheMatrix() throws IOException {
    Matrix matrix = Matrix.read(Matrix.folder());
    String table = Files.readString(DOCS.resolve("specs.md"));

    assertThat(ROWS.matcher(table).results().map(row -> row.group(1)))
        .isNotEmpty()
        .allSatisfy(id -> assertThat(matrix.row(id)).as(id).isPresent());
  }
}
