// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules that show in the text of the sources alone. */
class SourcesTest {
  private static final Path ROOT = Path.of(System.getProperty("ringway.root", "../..")).normalize();
  private static final String SPDX = "// SPDX-License-Identifier: Apache-2.0";
  private static final int LONGEST_FILE = 450;

  private record Source(Path path, List<String> lines) {
    boolean isTest() {
      return path.toString().contains("src/test/java");
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  private final List<Source> sources = read();

  private static List<Source> read() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(path -> path.toString().matches(".*/src/(main|test)/java/.*\\.java"))
          .filter(path -> !path.toString().contains("/target/"))
          .map(path -> new Source(ROOT.relativize(path), linesOf(path)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> linesOf(Path path) {
    try {
      return Files.readAllLines(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thereAreSources() {
    assertThat(sources).hasSizeGreaterThan(100);
  }

  /** The files that break a rule, so that a failure names them and nothing else. */
  private List<Source> those(Predicate<Source> broken) {
    return sources.stream().filter(broken).toList();
  }

  private static Predicate<Source> hasLine(String regex) {
    return source -> source.lines().stream().anyMatch(line -> line.matches(regex));
  }

  @Test
  void everyFileSaysItsLicenceFirst() {
    assertThat(those(source -> !source.lines().getFirst().equals(SPDX))).isEmpty();
  }

  @Test
  void noFileIsTooLongToRead() {
    assertThat(those(source -> source.lines().size() > LONGEST_FILE)).isEmpty();
  }

  @Test
  void noImportHidesWhatItBrings() {
    assertThat(those(hasLine("import .*\\*;"))).isEmpty();
  }

  @Test
  void noTestWaitsByTheClock() {
    assertThat(those(hasLine(".*\\bThread\\.sleep\\(.*").and(Source::isTest))).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(those(hasLine(".*//.*\\bTODO\\b.*"))).isEmpty();
  }

  @Test
  void everyPackageOfOursDescribesItselfAndKnowsNoNull() {
    Map<Path, List<Source>> packages =
        those(source -> !source.isTest() && source.path().toString().contains("/java/ringway/"))
            .stream()
            .collect(Collectors.groupingBy(source -> source.path().getParent()));

    packages
        .values()
        .removeIf(
            files ->
                files.stream()
                    .filter(file -> file.path().endsWith("package-info.java"))
                    .anyMatch(file -> file.lines().contains("@NullMarked")));

    assertThat(packages.keySet()).isEmpty();
  }
}
