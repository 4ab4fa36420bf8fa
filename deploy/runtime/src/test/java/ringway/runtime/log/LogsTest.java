// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import ringway.runtime.config.ConfigSource;
import ringway.runtime.log.LogsConfig.Format;
import ringway.runtime.log.LogsConfig.Level;

class LogsTest {
  private static final Logger log = LoggerFactory.getLogger("ringway.test.Phone");

  @TempDir Path dir;

  @AfterEach
  void backToTheConsole() {
    Logs.apply(LogsConfig.console());
    MDC.clear();
  }

  @Test
  void textLineHasTimeLevelLoggerMessageAndFields() throws Exception {
    Path file = follow(Format.TEXT);
    MDC.put("flow", "f1");

    log.info("call began from={} to={}", "alice", "bob");
    log.atWarn().addKeyValue("port", 5060).log("late");

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Phone:"
                + " call began from=alice to=bob flow=f1");
    assertThat(lines.get(1)).contains("WARN  Phone: late port=5060");
  }

  @Test
  void jsonLineNamesWhatThePatternNames() throws Exception {
    Path file = follow(Format.JSON);
    MDC.put("flow", "f1");

    log.info("call began from={} to={} streams={}", "alice", "bob", 2);

    JsonNode line = onlyJson(file);
    assertThat(line.get("message").asText()).isEqualTo("call began");
    assertThat(line.get("from").asText()).isEqualTo("alice");
    assertThat(line.get("to").asText()).isEqualTo("bob");
    assertThat(line.get("streams").isInt()).isTrue();
    assertThat(line.get("flow").asText()).isEqualTo("f1");
    assertThat(line.get("level").asText()).isEqualTo("INFO");
    assertThat(line.get("logger").asText()).isEqualTo("ringway.test.Phone");
  }

  @Test
  void jsonMessageWithUnnamedValuesStaysWhole() throws Exception {
    Path file = follow(Format.JSON);

    log.info("{} rings at={}", "bob", "noon");

    assertThat(onlyJson(file).get("message").asText()).isEqualTo("bob rings at=noon");
  }

  @Test
  void fieldCannotReplaceLevelOrTime() throws Exception {
    Path file = follow(Format.JSON);

    log.info("forged level={}", "DEBUG");

    assertThat(onlyJson(file).get("level").asText()).isEqualTo("INFO");
  }

  @Test
  void lineBreaksOfAPeerStartNoLineOfTheirOwn() throws Exception {
    Path text = follow(Format.TEXT);
    log.info("login failed user={}", "eve\r\n2026-01-01 INFO login ok user=root");
    Path json = follow(Format.JSON);
    log.info("login failed user={}", "eve\nforged");

    assertThat(Files.readAllLines(text)).hasSize(1);
    assertThat(Files.readAllLines(json)).hasSize(1);
  }

  @Test
  void stackTraceIsFoldedIntoTheLine() throws Exception {
    Exception failure = new IllegalStateException("line is dead");
    Path text = follow(Format.TEXT);
    log.error("call failed call={}", "c1", failure);
    Path json = follow(Format.JSON);
    log.error("call failed call={}", "c1", failure);

    assertThat(Files.readAllLines(text))
        .singleElement()
        .asString()
        .contains("line is dead", "LogsTest");
    JsonNode line = onlyJson(json);
    assertThat(line.get("error").asText()).contains("line is dead", "LogsTest");
    assertThat(line.get("call").asText()).isEqualTo("c1");
  }

  @Test
  void librariesAreQuietAndLevelsCanBeGivenByName() throws Exception {
    Path file = dir.resolve("levels.log");
    Logs.apply(
        new LogsConfig(
            Level.INFO, Format.TEXT, Optional.of(file), Map.of("ringway.test", Level.DEBUG)));

    LoggerFactory.getLogger("org.eclipse.jetty.server.Server").info("library noise");
    LoggerFactory.getLogger("gov.nist.javax.sip").info("library noise");
    LoggerFactory.getLogger("ringway.other").debug("not asked for");
    log.debug("asked for");

    assertThat(Files.readAllLines(file)).singleElement().asString().endsWith("asked for");
  }

  @Test
  void settingsComeFromTheirReferenceAndTheEnvironment() {
    LogsConfig config =
        ConfigSource.read(Optional.empty(), Set.of("logs"), Map.of("RINGWAY_LOGS_FORMAT", "json"))
            .section("logs", LogsConfig.class);

    assertThat(config)
        .isEqualTo(new LogsConfig(Level.INFO, Format.JSON, Optional.empty(), Map.of()));
  }

  private Path follow(Format format) {
    Path file = dir.resolve(format + ".log");
    Logs.apply(new LogsConfig(Level.INFO, format, Optional.of(file), Map.of()));
    return file;
  }

  private static JsonNode onlyJson(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1);
    return new JsonMapper().readTree(lines.getFirst());
  }
}
