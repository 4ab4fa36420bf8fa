// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the doctor asks a machine; a test answers in its place. */
interface Machine {
  /** First line a program prints, empty when it is not there or fails. */
  Optional<String> firstLineOf(String... command);

  boolean isFile(Path path);

  long freeMegabytes(Path directory);

  int javaFeature();

  Map<String, String> environment();

  static Machine here() {
    return new Machine() {
      @Override
      public Optional<String> firstLineOf(String... command) {
        return run(command);
      }

      @Override
      public boolean isFile(Path path) {
        return Files.isRegularFile(path);
      }

      @Override
      public long freeMegabytes(Path directory) {
        try {
          return Files.getFileStore(directory).getUsableSpace() / (1024 * 1024);
        } catch (IOException _) {
          return 0;
        }
      }

      @Override
      public int javaFeature() {
        return Runtime.version().feature();
      }

      @Override
      public Map<String, String> environment() {
        return System.getenv();
      }
    };
  }

  private static Optional<String> run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      try (Stream<String> lines = process.inputReader().lines()) {
        // Maven colours its first line even when nobody looks.
        Optional<String> first =
            lines
                .map(line -> line.replaceAll("\u001B\\[[0-9;]*m", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0
            ? first
            : Optional.empty();
      } finally {
        process.destroy();
      }
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
