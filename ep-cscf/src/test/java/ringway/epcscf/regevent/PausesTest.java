// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PausesTest {
  private final Pauses pauses = new Pauses();

  private Optional<Duration> refused() {
    return pauses.refused(false, Optional.empty());
  }

  @Test
  void eachPauseIsTwiceTheOneBeforeAndTheSeventhRefusalIsTheLast() {
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      seconds.add(refused().orElseThrow().toSeconds());
    }

    assertThat(seconds).containsExactly(30L, 60L, 120L, 240L, 480L, 960L);
    assertThat(refused()).isEmpty();
    assertThat(refused()).isEmpty();
  }

  @Test
  void oneThatWasAcceptedIsTriedAgainAtOnceButOnlyOnce() {
    assertThat(pauses.refused(true, Optional.of(600L))).contains(Duration.ZERO);
    assertThat(pauses.refused(true, Optional.empty())).contains(Duration.ofSeconds(60));
  }

  @Test
  void oneTheCoreHasEndedIsRenewedAtOnceButOnlyOnce() {
    assertThat(pauses.atOnce()).isTrue();
    assertThat(pauses.atOnce()).isFalse();
    assertThat(refused()).contains(Duration.ofSeconds(60));
    pauses.forget();
    assertThat(pauses.atOnce()).isTrue();
  }

  @Test
  void theCoreMayAskForMoreButNeitherForLessNorForEver() {
    assertThat(pauses.refused(false, Optional.of(100L))).contains(Duration.ofSeconds(100));
    assertThat(pauses.refused(false, Optional.of(1L))).contains(Duration.ofSeconds(60));
    assertThat(pauses.refused(false, Optional.of(-5L))).contains(Duration.ofSeconds(120));
    assertThat(pauses.refused(false, Optional.of(Long.MAX_VALUE))).contains(Duration.ofDays(1));
  }

  @Test
  void whatLivedAsLongAsAgreedBeginsAnew() {
    refused();
    refused();
    pauses.forget();

    assertThat(refused()).contains(Duration.ofSeconds(30));
  }
}
