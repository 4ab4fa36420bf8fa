// SPDX-License-Identifier: Apache-2.0
package ringway.waf.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class AuditTest {
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("audit");

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
  }

  @Test
  void everyFieldIsAMemberOfItsOwn() {
    Audit.record("token-issued", "client", "wwsf", "lives-seconds", 600, "bound", false);

    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.getFirst().getMessage()).isEqualTo("token-issued");
    assertThat(fields())
        .containsExactly(
            Map.entry("client", "wwsf"),
            Map.entry("lives-seconds", 600),
            Map.entry("bound", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "refresh_token", "Client-Secret", "code", "assertion"})
  void fieldNamedLikeASecretIsMasked(String name) {
    Audit.record("login-failed", name, "hunter2");

    assertThat(fields()).containsEntry(name, "***");
  }

  @Test
  void signedTokenIsMaskedWhateverTheFieldIsCalled() {
    Audit.record("request-refused", "reason", "cannot use eyJhbGciOiJFUzI1NiJ9.e30.c2ln");

    assertThat(fields()).containsEntry("reason", "***");
  }

  @Test
  void peerCannotForgeALineNorFillTheDisk() {
    Audit.record(
        "login-failed", "user", "x\n2026 INFO audit: login-ok\u202e user=root" + "y".repeat(9_000));

    assertThat(fields().get("user").toString())
        .startsWith("x?2026 INFO audit: login-ok? user=root")
        .hasSize(256);
  }

  @Test
  void fieldWithoutAValueIsTheCallersMistake() {
    assertThatThrownBy(() -> Audit.record("token-issued", "client"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    lines.list.getFirst().getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
    return fields;
  }
}
