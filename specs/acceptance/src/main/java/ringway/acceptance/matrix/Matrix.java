// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.matrix;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All rows, and the reasons why some of them do not apply to Ringway.
 *
 * @param notApplicable reason by row id
 */
public record Matrix(Map<String, Row> rows, Map<String, String> notApplicable) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads {@code matrix.json} and {@code not-applicable.json} of {@code specs/traceability}. */
  public static Matrix read(Path folder) {
    try {
      List<Row> list =
          JSON.readValue(
              Files.readString(folder.resolve("matrix.json")), new TypeReference<List<Row>>() {});
      Map<String, Row> rows = new LinkedHashMap<>();
      for (Row row : list) {
        if (rows.put(row.id(), row) != null) {
          throw new IllegalStateException("row " + row.id() + " stands twice in the matrix");
        }
      }
      Map<String, String> reasons =
          JSON.readValue(
              Files.readString(folder.resolve("not-applicable.json")),
              new TypeReference<Map<String, String>>() {});
      reasons.keySet().stream()
          .filter(id -> !rows.containsKey(id))
          .findFirst()
          .ifPresent(
              id -> {
                throw new IllegalStateException("not-applicable.json names no row: " + id);
              });
      return new Matrix(rows, reasons);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of this repository, seen from the module's directory. */
  public static Path folder() {
    return Path.of(System.getProperty("ringway.traceability", "../traceability"));
  }

  public Optional<Row> row(String id) {
    return Optional.ofNullable(rows.get(id));
  }
}
