// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ringway.acceptance.matrix.Matrix;

/** Writes {@code rows.json}, {@code junit.xml} and {@code index.html}. */
final class ReportWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportWriter() {}

  static void write(Path folder, Matrix matrix, List<TestRun> tests) {
    List<Verdict> verdicts = Verdict.of(matrix, tests);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("rows.json"), rows(verdicts));
      Files.writeString(folder.resolve("junit.xml"), JunitXml.of(tests));
      Files.writeString(folder.resolve("index.html"), Page.of(matrix, verdicts, tests));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String rows(List<Verdict> verdicts) throws IOException {
    ArrayNode rows = JSON.createArrayNode();
    for (Verdict verdict : verdicts) {
      rows.addObject()
          .put("id", verdict.id())
          .put("clause", verdict.clause())
          .put("status", verdict.status().word())
          .put("reason", verdict.reason());
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n";
  }
}
