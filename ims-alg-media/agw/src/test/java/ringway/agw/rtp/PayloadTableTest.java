// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.iq.Codec;

final class PayloadTableTest {
  private static List<Codec> opusAs(int number) {
    return List.of(
        Codec.of(number, "opus", 48000),
        Codec.of(110, "telephone-event", 48000),
        Codec.of(126, "telephone-event", 8000));
  }

  @Test
  void callsOfTheSameFormatsShareOne() {
    assertThat(PayloadTable.of(opusAs(111))).isSameAs(PayloadTable.of(opusAs(111)));
  }

  @Test
  void othersHaveAnother() {
    assertThat(PayloadTable.of(opusAs(111)).clockRate(96)).isZero();
    assertThat(PayloadTable.of(opusAs(96)).clockRate(96)).isEqualTo(48000);
  }

  @Test
  void howeverManyThereAreEachIsWhatItWasToldToBe() {
    for (int clock = 1; clock <= 1000; clock++) {
      assertThat(PayloadTable.of(List.of(Codec.of(96, "x", clock))).clockRate(96)).isEqualTo(clock);
    }
    assertThat(PayloadTable.of(opusAs(111)).eventType()).hasValue(110);
  }

  @Test
  void staticNumbersNeedNoTelling() {
    assertThat(PayloadTable.UNTOLD.encoding(8)).contains("PCMA");
    assertThat(PayloadTable.UNTOLD.isMedia(13)).isFalse();
    assertThat(PayloadTable.UNTOLD.timestampClock(100)).isEqualTo(8000);
  }
}
