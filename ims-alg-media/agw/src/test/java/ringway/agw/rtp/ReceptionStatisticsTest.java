// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
  private static final long PACKET_NANOS = 20_000_000;

  private final ReceptionStatistics statistics = new ReceptionStatistics();
  private long now = 1_000_000_000;

  private void receive(int ssrc, int sequence) {
    now += PACKET_NANOS;
    statistics.received(ssrc, sequence & 0xffff, sequence * 160, 8000, now);
  }

  private ReceptionStatistics.Block block() {
    return statistics.block(now).orElseThrow();
  }

  @Test
  void nothingIsReportedBeforeTheFirstPacket() {
    assertThat(statistics.block(now)).isEmpty();
  }

  @Test
  void anEvenStreamHasNoLossAndNoJitter() {
    for (int sequence = 10; sequence < 60; sequence++) {
      receive(7, sequence);
    }
    assertThat(block()).isEqualTo(new ReceptionStatistics.Block(7, 0, 0, 59, 0, 0, 0));
  }

  @Test
  void lossIsCountedInAllAndSinceTheLastReport() {
    for (int sequence = 0; sequence < 100; sequence++) {
      if (sequence % 4 != 3) {
        receive(7, sequence);
      }
    }
    receive(7, 100);
    assertThat(block().cumulativeLost()).isEqualTo(25);
    for (int sequence = 101; sequence <= 200; sequence++) {
      receive(7, sequence);
    }
    assertThat(block().fractionLost()).isZero();
    assertThat(block().cumulativeLost()).isEqualTo(25);
  }

  @Test
  void aQuarterLostIsAFractionOf64() {
    for (int sequence = 0; sequence < 100; sequence++) {
      if (sequence % 4 != 1) {
        receive(7, sequence);
      }
    }
    assertThat(block().fractionLost()).isEqualTo(64);
  }

  @Test
  void duplicatesMakeTheLossNegativeAsRfc3550Says() {
    receive(7, 1);
    receive(7, 2);
    receive(7, 2);
    assertThat(block().cumulativeLost()).isEqualTo(0xffffff); // -1 in 24 bits
    assertThat(block().fractionLost()).isZero();
  }

  @Test
  void theTotalsGoOnWhenTheSenderBeginsAnew() {
    receive(7, 1);
    receive(7, 4);
    receive(8, 20_000);
    receive(8, 20_002);
    receive(8, 40_000); // too far to be loss
    assertThat(statistics.totals().packets()).isEqualTo(5);
    assertThat(statistics.totals().lost()).isEqualTo(3);
    assertThat(block().highestSequence()).isEqualTo(40_000);
    assertThat(block().cumulativeLost()).isZero();
  }

  @Test
  void sequenceNumbersGoRound() {
    for (int sequence = 65_530; sequence < 65_546; sequence++) {
      receive(7, sequence);
    }
    assertThat(block().highestSequence()).isEqualTo(65_545);
    assertThat(block().cumulativeLost()).isZero();
  }

  @Test
  void latePacketsAreNoLoss() {
    for (int sequence : new int[] {1, 3, 2, 4}) {
      receive(7, sequence);
    }
    assertThat(block().cumulativeLost()).isZero();
    assertThat(block().highestSequence()).isEqualTo(4);
  }

  @Test
  void aSenderThatBeginsAnewOrChangesItsSourceStartsAFreshCount() {
    receive(7, 1);
    receive(7, 20_000);
    assertThat(block().cumulativeLost()).isZero();
    receive(8, 5);
    assertThat(block().ssrc()).isEqualTo(8);
    assertThat(block().highestSequence()).isEqualTo(5);
  }

  @Test
  void unevenArrivalIsJitter() {
    for (int sequence = 0; sequence < 200; sequence++) {
      now += sequence % 2 == 0 ? 10_000_000 : -10_000_000;
      receive(7, sequence);
    }
    // 10 ms too early or late at each packet: 80 units of 1/8000 s.
    assertThat(block().jitter()).isBetween(70, 90);
  }

  @Test
  void theLastSenderReportIsEchoedWithItsAge() {
    receive(7, 1);
    statistics.senderReport(7, 0x12345678, now);
    now += 500_000_000;
    assertThat(block().lastSr()).isEqualTo(0x12345678);
    assertThat(block().sinceLastSr()).isEqualTo(32_768);
    statistics.senderReport(99, 1, now);
    assertThat(block().lastSr()).isEqualTo(0x12345678);
  }
}
