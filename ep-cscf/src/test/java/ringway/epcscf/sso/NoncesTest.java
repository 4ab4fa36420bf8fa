// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sso;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.sso.Nonces.Reading;

class NoncesTest {
  private static final String FLOW = "0123456789abcdef";

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Nonces nonces =
      new Nonces(
          Duration.ofMinutes(5),
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  @Test
  void aCountIsGoodOnceAndAHigherOneAfterIt() {
    String nonce = nonces.fresh(FLOW);

    assertThat(nonces.take(nonce, FLOW, "00000001")).isEqualTo(Reading.GOOD);
    assertThat(nonces.take(nonce, FLOW, "00000001")).isEqualTo(Reading.STALE);
    assertThat(nonces.take(nonce, FLOW, "0000000a")).isEqualTo(Reading.GOOD);
    assertThat(nonces.take(nonce, FLOW, "00000009")).isEqualTo(Reading.STALE);
    assertThat(nonces.take(nonce, FLOW, "00000000")).isEqualTo(Reading.STALE);
  }

  @Test
  void itsTimeEnds() {
    String nonce = nonces.fresh(FLOW);
    now = now.plus(Duration.ofMinutes(5)).minusMillis(1);
    assertThat(nonces.take(nonce, FLOW, "1")).isEqualTo(Reading.GOOD);

    now = now.plusMillis(1);
    assertThat(nonces.take(nonce, FLOW, "2")).isEqualTo(Reading.STALE);
  }

  @Test
  void itIsGoodOnItsConnectionOnly() {
    assertThat(nonces.take(nonces.fresh(FLOW), "fedcba9876543210", "1")).isEqualTo(Reading.FOREIGN);
  }

  @Test
  void aChangedOneIsForeignAndASecondSpellingNoSecondNonce() {
    String nonce = nonces.fresh(FLOW);
    char first = nonce.charAt(0) == 'B' ? 'C' : 'B';

    assertThat(nonces.take(first + nonce.substring(1), FLOW, "1")).isEqualTo(Reading.FOREIGN);
    assertThat(nonces.take(nonce, FLOW, "1")).isEqualTo(Reading.GOOD);
    assertThat(nonces.take(nonce + "=", FLOW, "1")).isNotEqualTo(Reading.GOOD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "AAAA", "no such nonce"})
  void whatWeNeverSentIsForeign(String nonce) {
    assertThat(nonces.take(nonce, FLOW, "1")).isEqualTo(Reading.FOREIGN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "ffffffffffffffffffff"})
  void aCountThatIsNoneIsForeign(String count) {
    assertThat(nonces.take(nonces.fresh(FLOW), FLOW, count)).isEqualTo(Reading.FOREIGN);
  }
}
