// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MatrixTest {
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
}
