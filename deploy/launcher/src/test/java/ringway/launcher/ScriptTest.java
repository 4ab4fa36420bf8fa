// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell part of the command, on a made-up machine: nothing but what stands in its PATH. */
class ScriptTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "sh",
          "env",
          "dirname",
          "readlink",
          "sed",
          "find",
          "touch",
          "cat",
          "mkdir",
          "grep",
          "head",
          "tail",
          "tee",
          "rm",
          "mv",
          "sort",
          "id");
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

  @TempDir Path dir;
  private Path root;
  private Path bin;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void machine() throws IOException {
    root = dir.resolve("ringway");
    bin = Files.createDirectories(dir.resolve("bin"));
    for (String tool : TOOLS) {
      Path real =
          Stream.of("/usr/bin", "/bin")
              .map(directory -> Path.of(directory, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(bin.resolve(tool), real);
    }
    copy("ringway");
    copy("deploy/launcher/sh/build.sh");
    copy("deploy/launcher/sh/test.sh");
    environment.put("HOME", dir.toString());
    environment.put("PATH", bin.toString());
  }

  @Test
  void helpNeedsNothing() throws Exception {
    Run run = ringway("--help");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("./ringway COMMAND", "config-reference", "doctor");
  }

  @Test
  void unknownCommandIsOneSentence() throws Exception {
    Run run = ringway("upp");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("ringway: there is no command `upp`; ./ringway --help lists them.\n");
  }

  @Test
  void javaHomeThatIsNewEnoughWins() throws Exception {
    Path jdk = jdk("jdk-99", "99.0.1");
    environment.put("JAVA_HOME", jdk.toString());

    assertThat(build("find_jdk; echo $jdk").out()).isEqualTo(jdk + "\n");
  }

  @Test
  void olderJavaHomeIsPassedOver() throws Exception {
    environment.put("JAVA_HOME", jdk("jdk-17", "17.0.15").toString());
    Path own = jdk(".jdks/temurin-99", "99");

    Run run = build("find_jdk; echo $jdk");

    // A JDK of the machine may stand before the made-up one, the old one never does.
    assertThat(run.exit()).isZero();
    assertThat(run.out()).doesNotContain("jdk-17").matches("(?s)/.*\n");
    assertThat(Files.exists(own)).isTrue();
  }

  @Test
  void missingJdkIsOneSentenceThatTellsWhereToGetOne() throws Exception {
    Run run = build("jdk_feature() { :; }; find_jdk");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("ringway: a JDK 25 or newer is needed")
        .contains("JAVA_HOME", "https://adoptium.net")
        .containsOnlyOnce("\n");
  }

  @Test
  void missingMavenIsOneSentence() throws Exception {
    Run run = build("jdk=/x; build_java");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("ringway: Maven is missing: apt-get install maven\n");
  }

  @Test
  void missingNpmIsOneSentence() throws Exception {
    write("web-client/package.json", "{}");

    Run run = build("build_web");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "ringway: the web client has to be built, but npm is missing: install Node.js 20.19 or"
                + " newer with npm (https://nodejs.org)\n");
  }

  @Test
  void oldNodeIsNamedWithItsVersion() throws Exception {
    program("npm", "exit 1");
    program("node", "echo v20.9.0");
    assertThat(build("web_obstacle").out()).contains("Node.js v20.9.0 is too old");

    program("node", "echo v22.1.0");
    assertThat(build("web_obstacle").out()).isEmpty();
  }

  @Test
  void modulesAreBuiltOnceAndAgainWhenASourceIsNewer() throws Exception {
    program(
        "mvn",
        "mkdir -p target; echo built >>builds; echo '[INFO] Building Ringway :: WAF 0.1  [1/9]'");
    program("java", "exit 0");
    write("pom.xml", "<project/>");
    write("waf/src/main/java/A.java", "");
    write("waf/src/main/java/B.java", "");
    Files.createDirectories(root.resolve("deploy/launcher/target"));
    age("pom.xml", "waf/src/main/java/A.java", "waf/src/main/java/B.java", "waf/src/main/java");
    age("waf/src/main", "deploy/launcher/sh");

    Run first = build("jdk=/x; build_java");
    assertThat(first.err()).contains("Building the Java modules", "  [1/9] Ringway :: WAF\n");
    assertThat(builds()).isEqualTo(1);

    assertThat(build("jdk=/x; build_java").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    later("waf/src/main/java/A.java");
    build("jdk=/x; build_java");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void failedBuildShowsTheErrorsAndTheLog() throws Exception {
    program("mvn", "echo '[ERROR] A.java:[1,1] ; expected'; echo '[ERROR] -> [Help 1]'; exit 1");
    program("java", "exit 0");

    Run run = build("jdk=/x; build_java");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .contains("failed; the whole log is target/build.log", "A.java:[1,1] ; expected")
        .doesNotContain("Help");
  }

  private record Run(int exit, String out, String err) {}

  private Run ringway(String... arguments) throws Exception {
    return run(
        Stream.concat(Stream.of(root.resolve("ringway").toString()), Stream.of(arguments))
            .toList());
  }

  /** Runs {@code commands} with the functions of build.sh, as strictly as the script does. */
  private Run build(String commands) throws Exception {
    String script =
        "set -euo pipefail; root='%s'; source '%s'; %s"
            .formatted(root, root.resolve("deploy/launcher/sh/build.sh"), commands);
    return run(List.of(bin.resolve("bash").toString(), "-c", script));
  }

  private Run run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the script ends").isTrue();
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = dir.resolve(name);
    for (String tool : List.of("bin/java", "bin/javac")) {
      executable(home.resolve(tool), "exit 0");
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private void program(String name, String script) throws IOException {
    executable(bin.resolve(name), script);
  }

  private static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void copy(String file) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(PROJECT.resolve(file), target, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  private void age(String... files) throws IOException {
    for (String file : files) {
      Files.setLastModifiedTime(
          root.resolve(file), FileTime.from(Instant.now().minusSeconds(3600)));
    }
  }

  private void later(String file) throws IOException {
    Files.setLastModifiedTime(root.resolve(file), FileTime.from(Instant.now().plusSeconds(60)));
  }

  private long builds() throws IOException {
    return Files.readAllLines(root.resolve("builds")).size();
  }
}
