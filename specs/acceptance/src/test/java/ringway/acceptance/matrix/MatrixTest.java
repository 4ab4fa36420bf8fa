// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import ringway.acceptance.report.WebTests;

class MatrixTest {
  private static final Path WEB_CLIENT = Path.of("../../web-client");
  private static final Pattern TITLE = Pattern.compile("\\b(?:it|test)\\(\\s*'([^']*)'");

  private final Matrix matrix = Matrix.read(Matrix.folder());

  @Test
  void theMatrixIsWhole() {
    List<String> groups = matrix.rows().values().stream().map(Row::group).distinct().toList();

    assertThat(groups).containsExactly("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L");
    assertThat(matrix.rows()).hasSize(310);
    assertThat(matrix.rows().values())
        .allSatisfy(row -> assertThat(row.id()).matches(row.group() + "\\d\\d"))
        .allSatisfy(row -> assertThat(row.text()).containsIgnoringCase("then "));
  }

  @Test
  void everyAnnotationNamesRowsThatExist() {
    Stream<JavaMethod> tests =
        new ClassFileImporter()
            .importPackages("ringway.acceptance").stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Covers.class));

    assertThat(tests.flatMap(method -> Stream.of(method.getAnnotationOfType(Covers.class).value())))
        .allSatisfy(id -> assertThat(matrix.row(id)).as(id).isPresent());
  }

  @Test
  void everyTestOfTheWebClientNamesRowsThatExist() throws IOException {
    List<String> named = new ArrayList<>();
    for (String tests : List.of("sdk/test", "softphone/test", "e2e")) {
      try (Stream<Path> files = Files.walk(WEB_CLIENT.resolve(tests))) {
        for (Path file :
            files
                .filter(path -> path.toString().matches(".*\\.(test|spec)\\.ts"))
                .filter(path -> !path.toString().contains("node_modules"))
                .toList()) {
          TITLE
              .matcher(Files.readString(file))
              .results()
              .map(match -> match.group(1))
              .forEach(title -> named.addAll(WebTests.rowsIn(title)));
        }
      }
    }

    assertThat(named).isNotEmpty().allSatisfy(id -> assertThat(matrix.row(id)).as(id).isPresent());
  }
}
