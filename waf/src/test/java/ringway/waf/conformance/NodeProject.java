// SPDX-License-Identifier: Apache-2.0
package ringway.waf.conformance;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Scripts for Node.js with what they need from npm. The packages are fetched once for each lock
 * file, exactly as it says, and kept under {@code target}.
 */
final class NodeProject {
  private static final Pattern NO_NETWORK =
      Pattern.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED");
  private static final Duration LONGEST_INSTALL = Duration.ofMinutes(3);

  private final Path home;

  private NodeProject(Path home) {
    this.home = home;
  }

  /** What a program wrote and how it ended. */
  record Ended(int code, String output, String errors) {}

  /** Ready to run; the test that asks is skipped where that cannot be had. */
  static NodeProject of(Path sources, Path target) throws IOException, InterruptedException {
    for (String program : List.of("node", "npm")) {
      if (!onPath(program)) {
        abort(program + " is not on the PATH: install Node.js 20 or newer");
      }
    }
    Path home = target.resolve("conformance-" + hash(sources.resolve("package-lock.json")));
    Files.createDirectories(home);
    copy(sources, home);
    NodeProject project = new NodeProject(home);
    project.install();
    return project;
  }

  private void install() throws IOException, InterruptedException {
    Path done = home.resolve("node_modules/.installed");
    if (Files.exists(done)) {
      return;
    }
    Ended ended =
        run(
            LONGEST_INSTALL,
            "",
            "npm",
            "ci",
            "--ignore-scripts",
            "--prefer-offline",
            "--no-audit",
            "--no-fund");
    if (ended.code() != 0 && NO_NETWORK.matcher(ended.errors()).find()) {
      abort("the npm registry is out of reach: " + ended.errors());
    }
    if (ended.code() != 0) {
      throw new AssertionError("npm ci failed: " + ended.errors());
    }
    Files.createFile(done);
  }

  /** Runs a script, with that text on its standard input. */
  Ended node(Duration longest, String script, String input)
      throws IOException, InterruptedException {
    return run(longest, input, "node", script);
  }

  private Ended run(Duration longest, String input, String... command)
      throws IOException, InterruptedException {
    // Files, since a pipe that nobody empties stops the program.
    Path output = Files.createTempFile(home, "run", ".out");
    Path errors = Files.createTempFile(home, "run", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            String.join(" ", command) + " did not end: " + Files.readString(output));
      }
      return new Ended(process.exitValue(), Files.readString(output), Files.readString(errors));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  private static void copy(Path sources, Path home) throws IOException {
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, home.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String hash(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
