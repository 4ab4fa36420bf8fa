// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.cdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.iq.Released;
import ringway.iq.SideReport;
import ringway.runtime.config.ConfigError;

final class CallRecordsTest {
  private static final Instant BEGAN = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path dir;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  static CallRecord call(String id) {
    SideReport side =
        new SideReport(
            Optional.of("PCMA"),
            new SideReport.Counters(500, 86_000),
            new SideReport.Counters(490, 84_280),
            10,
            1.26,
            Optional.of(new SideReport.Peer(0, 2, Optional.of(40.04))),
            Optional.of(new SideReport.PlayOut(7, 1, 3)));
    return new CallRecord(
        id,
        true,
        "alice@ims.example.net",
        "sip:alice@ims.example.net",
        "tel:+15550199",
        "f1",
        BEGAN,
        Optional.of(BEGAN.plusSeconds(3)),
        Optional.of(BEGAN.plusSeconds(13)),
        Optional.of("bye-access"),
        List.of(new Released.Stream("0", side, SideReport.NOTHING, 2)));
  }

  private CallRecords records(Optional<Path> file, int recent) {
    return new CallRecords(new CdrConfig(file, recent), metrics, Clock.systemUTC());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyCallIsALineOfJsonWithWhatPassed() throws Exception {
    Path file = dir.resolve("new").resolve("cdr.jsonl");
    try (CallRecords records = records(Optional.of(file), 10)) {
      records.add(call("c1"));
      records.add(call("c2"));
    }

    assertThat(lines(file)).hasSize(2);
    JsonNode line = new ObjectMapper().readTree(lines(file).getFirst());
    assertThat(line.path("call-id").asText()).isEqualTo("c1");
    assertThat(line.path("direction").asText()).isEqualTo("originating");
    assertThat(line.path("seconds").asLong()).isEqualTo(10);
    JsonNode access = line.path("media").path(0).path("access");
    assertThat(access.path("codec").asText()).isEqualTo("PCMA");
    assertThat(access.path("lost").asLong()).isEqualTo(10);
    assertThat(access.path("jitter-ms").asDouble()).isEqualTo(1.3);
    assertThat(access.path("round-trip-ms").asDouble()).isEqualTo(40.0);
    assertThat(access.path("play-out").toString())
        .isEqualTo("{\"concealed\":7,\"shortened\":1,\"too-late\":3}");
    assertThat(line.path("media").path(0).path("core").has("play-out")).as("relayed").isFalse();
    assertThat(access.path("mos").asDouble()).isBetween(2.5, 3.9);
    assertThat(line.path("media").path(0).path("core").has("mos")).as("nothing heard").isFalse();
    assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("OTHERS");
  }

  @Test
  void aFileThatIsMovedAwayIsFollowedByANewOne() throws Exception {
    Path file = dir.resolve("cdr.jsonl");
    try (CallRecords records = records(Optional.of(file), 10)) {
      records.add(call("before"));
      await().until(() -> lines(file).size() == 1);
      Files.move(file, dir.resolve("cdr.jsonl.1"));
      records.add(call("after"));
      await().until(() -> lines(file).size() == 1);
    }
    assertThat(lines(file).getFirst()).contains("after");
  }

  @Test
  void whileTheFileCannotBeWrittenTheCallsWait() throws Exception {
    Path file = dir.resolve("cdr.jsonl");
    try (CallRecords records = records(Optional.of(file), 10)) {
      Files.delete(file);
      Files.createDirectory(file);
      records.add(call("c1"));
      records.add(call("c2"));
      Files.delete(file);
      await().until(() -> lines(file).size() == 2);
    }
    assertThat(metrics.counter("ringway.cdr.lost").count()).isZero();
  }

  @Test
  void whatCouldNotBeWrittenIsTriedOnceMoreAtTheEnd() throws Exception {
    Path file = dir.resolve("cdr.jsonl");
    try (CallRecords records = records(Optional.of(file), 10)) {
      Files.delete(file);
      Files.createDirectory(file);
      records.add(call("c1"));
      await().until(() -> metrics.get("ringway.cdr.waiting").gauge().value() == 0);
      Files.delete(file);
    }
    assertThat(lines(file)).hasSize(1);
  }

  @Test
  void whatCannotBeWrittenAtAllIsSaidAtTheStart() throws Exception {
    Path notFolder = Files.createFile(dir.resolve("file"));

    assertThatThrownBy(() -> records(Optional.of(notFolder.resolve("cdr.jsonl")), 1))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("cdr.file");
  }

  @Test
  void theLatestAreKeptInMemoryAndNoMore() {
    try (CallRecords records = records(Optional.empty(), 2)) {
      List.of("c1", "c2", "c3").forEach(id -> records.add(call(id)));

      assertThat(records.recent()).extracting(CallRecord::callId).containsExactly("c3", "c2");
    }
  }

  @Test
  void aCallIsFoundByUserAndByAPartOfANumber() {
    assertThat(call("c").isWith("alice@ims.example.net")).isTrue();
    assertThat(call("c").isWith("5550199")).isTrue();
    assertThat(call("c").isWith("bob")).isFalse();
  }
}
