// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.peer.Tone;

/** With the libraries of this machine. */
class AmrCoderTest {
  private final RateRequest request = new RateRequest();
  private final byte[] payload = new byte[200];

  @BeforeEach
  void requireLibraries() {
    for (AmrVariant variant : AmrVariant.values()) {
      assumeTrue(AmrLibrary.of(variant).isPresent(), "no library for AMR " + variant);
    }
  }

  private static AmrFormat format(AmrVariant variant, String parameters) {
    return AmrFormat.of(variant, parameters).orElseThrow();
  }

  private static int modeOf(AmrFormat format, byte[] payload, int length) {
    AmrPayload reader = new AmrPayload(format);
    assertThat(reader.begin(payload, 0, length)).isEqualTo(1);
    byte[] frame = new byte[AmrVariant.LONGEST_FRAME];
    reader.next(frame);
    return frame[0] >> 3;
  }

  @ParameterizedTest
  @CsvSource({
    "NARROW,''",
    "NARROW,octet-align=1",
    "WIDE,''",
    "WIDE,octet-align=1",
    "WIDE,mode-set=8",
    "NARROW,mode-set=0",
    "WIDE,mode-set=0",
    "NARROW,'octet-align=1;mode-set=4'"
  })
  void aToneComesOutAsItWentIn(AmrVariant variant, String parameters) {
    AmrFormat format = format(variant, parameters);
    AmrEncoder encoder = new AmrEncoder(format, request);
    AmrDecoder decoder = new AmrDecoder(format, new RateRequest());
    int frame = variant.samples();
    Tone tone = new Tone(440, variant.sampleRate());
    short[] heard = new short[50 * frame];
    short[] samples = new short[6 * frame];
    for (int i = 0; i < 50; i++) {
      int length = encoder.encode(tone.samples(i * frame, frame), frame, payload, 7);
      assertThat(decoder.decode(payload, 7, length, samples)).isEqualTo(frame);
      System.arraycopy(samples, 0, heard, i * frame, frame);
    }
    encoder.close();
    decoder.close();

    assertThat(tone.shareOf(heard, 25 * frame, 25 * frame)).isGreaterThan(0.9);
    assertThat(Tone.loudness(heard, 25 * frame, 25 * frame)).isBetween(0.7, 1.3);
  }

  @Test
  void thePeerSaysTheModeWithinItsSetAndPeriod() {
    AmrFormat format = format(AmrVariant.NARROW, "mode-set=0,2,4,7;mode-change-period=2");
    AmrEncoder encoder = new AmrEncoder(format, request);
    int[] wanted = {15, 15, 2, 2, 2, 5, 15, 15, 0};
    int[] modes = new int[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      request.heard(wanted[i]);
      modes[i] = modeOf(format, payload, encoder.encode(new short[160], 160, payload, 0));
    }
    encoder.close();

    assertThat(modes).containsExactly(7, 7, 2, 2, 2, 2, 2, 2, 0);
  }

  @Test
  void aRequestIsHeardWithTheSpeech() {
    AmrFormat format = format(AmrVariant.WIDE, "octet-align=1");
    AmrDecoder decoder = new AmrDecoder(format, request);
    short[] samples = new short[1920];

    assertThat(decoder.decode(HexFormat.of().parseHex("407c"), 0, 2, samples)).isEqualTo(320);
    assertThat(request.mode()).isEqualTo(4);
    decoder.decode(HexFormat.of().parseHex("50"), 0, 1, samples);
    assertThat(request.mode()).as("of what is no good nothing counts").isEqualTo(4);
    decoder.close();
  }

  @ParameterizedTest
  @EnumSource(AmrVariant.class)
  void whatIsLostGoesOnAndFades(AmrVariant variant) {
    AmrFormat format = format(variant, "");
    AmrEncoder encoder = new AmrEncoder(format, request);
    AmrDecoder decoder = new AmrDecoder(format, new RateRequest());
    int frame = variant.samples();
    short[] samples = new short[6 * frame];
    for (int i = 0; i < 25; i++) {
      short[] tone = new Tone(300, variant.sampleRate()).samples(i * frame, frame);
      decoder.decode(payload, 0, encoder.encode(tone, frame, payload, 0), samples);
    }
    decoder.conceal(payload, 0, 0, samples, frame + frame / 2);
    double first = Tone.loudness(samples, 0, frame);
    decoder.conceal(payload, 0, 0, samples, 6 * frame);
    decoder.conceal(payload, 0, 0, samples, 6 * frame);
    double last = Tone.loudness(samples, 5 * frame, frame);
    encoder.close();
    decoder.close();

    assertThat(first).isGreaterThan(0.3);
    assertThat(last).isLessThan(0.1);
  }

  @ParameterizedTest
  @EnumSource(AmrVariant.class)
  void aClosedOneDoesNothing(AmrVariant variant) {
    AmrFormat format = format(variant, "octet-align=1");
    AmrEncoder encoder = new AmrEncoder(format, request);
    AmrDecoder decoder = new AmrDecoder(format, request);
    short[] samples = new short[1920];
    int length = encoder.encode(samples, variant.samples(), payload, 0);
    encoder.close();
    encoder.close();
    decoder.close();
    decoder.close();

    assertThat(length).isPositive();
    assertThat(encoder.encode(samples, variant.samples(), payload, 0)).isZero();
    assertThat(decoder.decode(payload, 0, length, samples)).isZero();
  }
}
