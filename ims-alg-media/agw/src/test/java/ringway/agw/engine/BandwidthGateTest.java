// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import ringway.agw.PolicingConfig;

class BandwidthGateTest {
  private static final long FRAME = 20_000_000; // nanoseconds
  private static final int G711 = 172; // octets: 68.8 kbit/s at 50 a second

  private final BandwidthGate gate = new BandwidthGate();
  private long now = System.nanoTime();

  private int passing(int packets, long apart) {
    int passed = 0;
    for (int i = 0; i < packets; i++) {
      now += apart;
      passed += gate.passes(G711, now) ? 1 : 0;
    }
    return passed;
  }

  @Test
  void speechWithinItsRateNeverLosesAPacket() {
    gate.kbits(69);
    assertThat(passing(10_000, FRAME)).isEqualTo(10_000);
  }

  @Test
  void twiceTheRateLosesHalfAfterTheBurst() {
    gate.kbits(69);
    passing(1000, FRAME / 2);
    assertThat(passing(1000, FRAME / 2)).isBetween(495, 505);
  }

  @Test
  void twoSecondsThatComeAtOncePass() {
    gate.kbits(69);
    assertThat(passing(150, 0)).isEqualTo(100);
    now += 2_000_000_000L;
    assertThat(passing(150, 0)).isEqualTo(100);
  }

  @Test
  void withoutARateEverythingPasses() {
    assertThat(passing(100_000, 0)).isEqualTo(100_000);
  }

  @Test
  void theRateIsWhatWasSaidWithTheHeadroomAndNeverBelowSpeech() {
    PolicingConfig config = new PolicingConfig(true, 1.5, 128, 20_000);
    assertThat(config.kbits(OptionalLong.of(2000), false)).isEqualTo(3000);
    assertThat(config.kbits(OptionalLong.of(20), false)).isEqualTo(30);
    assertThat(config.kbits(OptionalLong.of(20), true)).isEqualTo(128);
    assertThat(config.kbits(OptionalLong.empty(), false)).isEqualTo(20_000);
  }
}
