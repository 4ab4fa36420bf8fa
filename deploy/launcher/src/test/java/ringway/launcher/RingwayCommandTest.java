// SPDX-License-Identifier: Apache-2.0
package ringway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;

class RingwayCommandTest {
  @TempDir Path dir;
  private final StringWriter err = new StringWriter();

  @Test
  void referenceOfEverySectionIsAFileThatIsInOrder() throws Exception {
    Path file = Files.writeString(dir.resolve("all.yaml"), ConfigCommands.reference(List.of()));

    assertThat(ConfigCommands.check(file, false, Map.of()))
        .isEqualTo(file + " is in order: ims-core, media, waf, ep-cscf, wwsf, logs\n");
  }

  @Test
  void referenceOfOneSectionHoldsItsCommentsAndNothingElse() {
    assertThat(ConfigCommands.reference(List.of("logs")))
        .contains("\nlogs:\n", "  # text for people, json for collectors", "  format: text")
        .doesNotContain("waf:");
  }

  @Test
  void everyKeyOfEveryRecordStandsInTheReferenceFiles() {
    ConfigSource defaults = ConfigSource.read(Optional.empty(), NodeFunction.sections(), Map.of());

    NodeFunction.ALL.forEach(function -> assertThat(function.bind(defaults)).isNotNull());
  }

  @Test
  void misspeltKeyIsRefusedWithExitCode2() throws Exception {
    Path file = Files.writeString(dir.resolve("bad.yaml"), "waf: {isuer: http://localhost:1}\n");

    assertThat(run("check-config", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(file + ": unknown key `waf.isuer`; did you mean `issuer`?\n");
  }

  @Test
  void fileWithoutSectionsIsRefused() throws Exception {
    Path file = Files.writeString(dir.resolve("empty.yaml"), "# nothing\n");

    assertThatThrownBy(() -> ConfigCommands.check(file, false, Map.of()))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("holds no section; known are ims-core, media");
  }

  @Test
  void checkPrintsWhatWouldCount() throws Exception {
    Path file = Files.writeString(dir.resolve("waf.yaml"), "waf: {token-life: 5m}\n");

    assertThat(ConfigCommands.check(file, true, Map.of("RINGWAY_WAF_LISTEN_PORT", "18081")))
        .startsWith("waf:\n")
        .contains("port: 18081", "token-life: \"5m\"");
  }

  @Test
  void functionWithBrokenSettingsEndsWithExitCode2() throws Exception {
    Path file = Files.writeString(dir.resolve("bad.yaml"), "waf: {token-life: soon}\n");

    assertThat(run("waf", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("waf.token-life: expected a duration such as 30s");
  }

  @Test
  void tokenFromAnAddressWhereNothingListensIsOneSentenceAndExitCode1() {
    assertThat(run("token", "--user", "alice", "--password", "x", "--wwsf", "http://127.0.0.1:1"))
        .isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "Nothing answers at http://127.0.0.1:1; start it with ./ringway up, or name another"
                + " with --wwsf.\n");
  }

  @Test
  void passwordVariableThatIsNotSetIsNamed() {
    assertThat(run("token", "--user", "alice", "--password-env", "RINGWAY_NO_SUCH_VARIABLE"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("RINGWAY_NO_SUCH_VARIABLE is not set");
  }

  @Test
  void everyFunctionIsACommand() {
    assertThat(Ringway.commandLine().getSubcommands())
        .containsKeys(
            "up",
            "waf",
            "wwsf",
            "ep-cscf",
            "media",
            "ims-core",
            "token",
            "doctor",
            "check-config",
            "config-reference");
  }

  @Test
  void noCommandIsAMistake() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("A command is missing.");
  }

  private int run(String... arguments) {
    CommandLine line = Ringway.commandLine();
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
