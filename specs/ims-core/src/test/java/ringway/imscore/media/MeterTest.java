// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeterTest {
  private final Meter meter = new Meter();

  private static short[] sine(double hertz, double amplitude, int count) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (short) (amplitude * Math.sin(2 * Math.PI * hertz * i / 8_000));
    }
    return samples;
  }

  @ParameterizedTest
  @ValueSource(doubles = {100, 440, 997.3, 1_000, 2_345.6, 3_400})
  void measuresAToneWithinHalfAHertz(double hertz) {
    meter.add(sine(hertz, 10_000, 8_000));

    assertThat(meter.read().frequencyHz()).isCloseTo(hertz, within(0.5));
  }

  @Test
  void aFullScaleSineIsThreeDecibelsBelowFullScale() {
    meter.add(sine(1_000, 32_767, 8_000));

    assertThat(meter.read().levelDbfs()).isCloseTo(-3.01, within(0.05));
  }

  @Test
  void silenceHasNoFrequency() {
    meter.add(new short[8_000]);

    assertThat(meter.read()).isEqualTo(new Meter.Reading(Meter.SILENCE_DBFS, 0));
  }

  @Test
  void onlyTheLastHalfSecondCounts() {
    meter.add(sine(1_000, 10_000, 8_000));
    meter.add(sine(440, 10_000, 4_096));

    assertThat(meter.read().frequencyHz()).isCloseTo(440, within(0.5));
  }

  @Test
  void aToneStandsOutOfNoise() {
    short[] samples = sine(1_234, 8_000, 8_000);
    Random random = new Random(1);
    for (int i = 0; i < samples.length; i++) {
      samples[i] += (short) (random.nextGaussian() * 2_000);
    }
    meter.add(samples);

    assertThat(meter.read().frequencyHz()).isCloseTo(1_234, within(1.0));
  }
}
