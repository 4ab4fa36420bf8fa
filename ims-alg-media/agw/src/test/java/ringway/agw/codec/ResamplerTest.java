// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.agw.peer.Tone;

class ResamplerTest {
  private static short[] converted(int hertz, int from, int to) {
    Resampler resampler = new Resampler(from, to);
    short[] all = new short[to];
    short[] out = new short[to / 50];
    for (int i = 0; i < 50; i++) {
      short[] in = new Tone(hertz, from).samples(i * from / 50, from / 50);
      assertThat(resampler.convert(in, in.length, out)).isEqualTo(to / 50);
      System.arraycopy(out, 0, all, i * out.length, out.length);
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"8000,16000", "16000,8000", "8000,8000"})
  void speechStaysWhatItIs(int from, int to) {
    for (int hertz : new int[] {300, 1000, 3000}) {
      short[] out = converted(hertz, from, to);
      assertThat(new Tone(hertz, to).shareOf(out, to / 2, to / 2)).isGreaterThan(0.99);
      assertThat(Tone.loudness(out, to / 2, to / 2)).isBetween(0.9, 1.1);
    }
  }

  @Test
  void whatTheLowerRateCannotHoldIsGone() {
    assertThat(Tone.loudness(converted(6000, 16_000, 8000), 4000, 4000)).isLessThan(0.02);
  }

  @Test
  void otherRatesAreRefused() {
    assertThatThrownBy(() -> new Resampler(8000, 48_000))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
