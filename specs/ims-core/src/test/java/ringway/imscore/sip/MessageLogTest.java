// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import ringway.imscore.sip.WireTap.Direction;

class MessageLogTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final MessageLog log =
      new MessageLog(() -> Instant.parse("2026-01-01T00:00:00Z"), metrics);

  private void message(Direction direction, String text) {
    log.message(direction, "udp 127.0.0.1:5070", text.getBytes(StandardCharsets.UTF_8));
  }

  private String last() {
    return log.entries().getLast().text();
  }

  @Test
  void keepsWhatAReaderNeeds() {
    message(Direction.IN, "INVITE sip:a SIP/2.0\r\ni: one\r\nCSeq: 1 INVITE\r\n\r\nbody");

    assertThat(log.entries().getFirst().asJson())
        .containsEntry("time", "2026-01-01T00:00:00Z")
        .containsEntry("direction", "in")
        .containsEntry("peer", "udp 127.0.0.1:5070")
        .containsEntry("call_id", "one")
        .containsEntry("first_line", "INVITE sip:a SIP/2.0")
        .containsEntry("text", "INVITE sip:a SIP/2.0\r\ni: one\r\nCSeq: 1 INVITE\r\n\r\nbody");
  }

  @Test
  void forgetsTheOldestWhenItIsFull() {
    for (int i = 0; i < MessageLog.KEPT + 10; i++) {
      message(Direction.OUT, "SIP/2.0 200 OK\r\nCall-ID: " + i + "\r\n\r\n");
    }

    assertThat(log.entries()).hasSize(MessageLog.KEPT);
    assertThat(log.entries().getFirst().callId()).isEqualTo("10");
  }

  @Test
  void anAccessTokenIsMaskedAndCounted() {
    message(
        Direction.IN,
        "REGISTER sip:x SIP/2.0\r\n"
            + "Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln\r\n\r\n");
    assertThat(last()).contains("Authorization: Bearer ***").doesNotContain("c2ln");

    message(
        Direction.IN,
        "REGISTER sip:x SIP/2.0\r\n"
            + "X: access_token=abcdef; y=eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln\r\n\r\n");
    assertThat(last()).doesNotContain("abcdef").doesNotContain("c2ln");
    assertThat(metrics.counter("ringway.imscore.tokens").count()).isEqualTo(2);
  }

  @Test
  void anAuthDoneRegisterIsShownWholeAndADigestAnswerIsNot() {
    String digest =
        "Digest username=\"a\",nonce=\"\",response=\"\",integrity-protected=\"auth-done\"";
    message(Direction.IN, "REGISTER sip:x SIP/2.0\r\nAuthorization: " + digest + "\r\n\r\n");
    assertThat(last()).contains(digest);

    message(
        Direction.IN,
        "REGISTER sip:x SIP/2.0\r\nAuthorization: Digest nonce=\"n\", response=\"0a1b\"\r\n\r\n");
    assertThat(last()).contains("response=\"***\"").doesNotContain("0a1b");
    assertThat(metrics.counter("ringway.imscore.tokens").count()).isZero();
  }

  @Test
  void keepAlivesAreNoMessages() {
    message(Direction.IN, "\r\n\r\n");

    assertThat(log.entries()).isEmpty();
  }

  @Test
  void aHugeMessageIsKeptInPart() {
    message(Direction.IN, "INVITE sip:a SIP/2.0\r\n\r\n" + "x".repeat(100_000));

    assertThat(last()).hasSize(16 * 1024);
  }
}
