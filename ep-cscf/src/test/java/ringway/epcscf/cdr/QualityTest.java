// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.cdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.iq.SideReport;

final class QualityTest {
  private static SideReport side(
      String codec, long received, long lost, double jitter, double roundTrip) {
    return new SideReport(
        Optional.of(codec),
        new SideReport.Counters(0, 0),
        new SideReport.Counters(received, received * 172),
        lost,
        jitter,
        Optional.of(new SideReport.Peer(0, 0, Optional.of(roundTrip))));
  }

  /** The order of size that G.107 gives: clean 4.4, 1 % loss of G.711 below 4, 10 % poor. */
  @ParameterizedTest
  @CsvSource({
    "PCMA, 1000, 0, 0, 20, 4.4",
    "PCMA, 990, 10, 1, 40, 4.0",
    "PCMA, 900, 100, 5, 80, 1.4",
    "opus, 900, 100, 5, 80, 3.1",
    "PCMU, 1000, 0, 40, 600, 3.3",
    "PCMA, 1, 999, 0, 20, 1.0"
  })
  void lossAndDelayCostOpinion(
      String codec, long received, long lost, double jitter, double roundTrip, double mos) {
    assertThat(Quality.of(side(codec, received, lost, jitter, roundTrip)).orElseThrow())
        .isCloseTo(mos, within(0.25));
  }

  @Test
  void ofAPictureThereIsNoOpinion() {
    assertThat(Quality.of(side("VP8", 1000, 10, 1, 40))).isEmpty();
    assertThat(Quality.of(side("H264", 1000, 10, 1, 40))).isEmpty();
  }

  @Test
  void ofSilenceThereIsNoOpinion() {
    assertThat(Quality.of(SideReport.NOTHING)).isEmpty();
  }
}
