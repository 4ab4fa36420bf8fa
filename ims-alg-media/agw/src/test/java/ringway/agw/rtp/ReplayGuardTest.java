// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import ringway.agw.meter.Drop;

class ReplayGuardTest {
  private final ReplayGuard guard = new ReplayGuard();
  private final Packet packet = new Packet();

  private Optional<Drop> check(int ssrc, int sequence) {
    packet.begin(8, false, sequence, 0, ssrc);
    return guard.check(packet);
  }

  @Test
  void whatIsNewOrOnlyLatePassesOnce() {
    for (int sequence : new int[] {65_533, 65_535, 2, 0, 65_534, 1}) {
      assertThat(check(1, sequence)).isEmpty();
      assertThat(check(1, sequence)).contains(Drop.SRTP_REPLAYED);
    }
  }

  @Test
  void whatIsOlderThanIsRememberedDoesNotPass() {
    check(1, 3000);
    assertThat(check(1, 3000 - ReplayList.WINDOW + 1)).isEmpty();
    assertThat(check(1, 3000 - ReplayList.WINDOW)).contains(Drop.SRTP_REPLAYED);
    assertThat(check(1, 3000 + 500)).isEmpty();
    assertThat(check(1, 3000)).contains(Drop.SRTP_REPLAYED);
  }

  @Test
  void eachSourceIsLookedAtByItselfAndThereAreNotTooMany() {
    for (int ssrc = 0; ssrc < 64; ssrc++) {
      assertThat(check(ssrc, 5)).isEmpty();
    }
    assertThat(check(64, 5)).contains(Drop.TOO_MANY_SOURCES);
    assertThat(check(0, 5)).contains(Drop.SRTP_REPLAYED);
  }
}
