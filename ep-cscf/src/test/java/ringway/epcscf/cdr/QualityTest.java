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

  /** Whatever the network took, or the play-out buffer after it: the listener has not heard it. */
  @ParameterizedTest
  @CsvSource({
    // received, lost, concealed, shortened, too late
    "970, 30, 30, 0, 0",
    "980, 20, 30, 0, 10",
    "1000, 0, 0, 30, 0",
    "1000, 0, 45, 10, 20",
    "970, 30, 500, 0, 0", // silence that is described, and pauses
  })
  void whatWasNotPlayedIsLossAndIsCountedOnce(
      long received, long lost, long concealed, long shortened, long tooLate) {
    SideReport relayed = side("PCMA", 970, 30, 1, 40);
    SideReport played =
        side("PCMA", received, lost, 1, 40)
            .with(Optional.of(new SideReport.PlayOut(concealed, shortened, tooLate)));

    assertThat(Quality.of(played)).isEqualTo(Quality.of(relayed));
  }

  @Test
  void whatWasConcealedInPausesIsNoLoss() {
    SideReport clean = side("AMR-WB", 1000, 0, 1, 40);

    assertThat(Quality.of(clean.with(Optional.of(new SideReport.PlayOut(800, 0, 0)))))
        .isEqualTo(Quality.of(clean));
  }

  @Test
  void moreThanEverythingIsNotMissed() {
    SideReport side = side("PCMA", 10, 10, 1, 40);

    assertThat(Quality.of(side.with(Optional.of(new SideReport.PlayOut(0, 30, 0))))).hasValue(1.0);
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
