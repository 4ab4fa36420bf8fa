// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.peer.Tone;
import ringway.iq.Codec;

/** The codecs themselves. */
class SpeechFormatTest {
  private static final int FRAMES = 50;

  private static SpeechDecoder decoder(SpeechFormat format, int rate) {
    return format.decoder(rate, "", new RateRequest());
  }

  private static SpeechEncoder encoder(SpeechFormat format, int rate) {
    return format.encoder(rate, "", new RateRequest());
  }

  private static int rateOf(SpeechFormat format) {
    requirePresent(format);
    return format == SpeechFormat.G722 || format == SpeechFormat.AMR_WB ? 16_000 : 8000;
  }

  private static void requirePresent(SpeechFormat format) {
    String name = format.name().replace('_', '-');
    assumeTrue(
        SpeechFormat.present().stream().anyMatch(name::equalsIgnoreCase),
        "this machine has no library for " + name);
  }

  @ParameterizedTest
  @CsvSource({
    "PCMU,8000",
    "PCMA,8000",
    "G722,16000",
    "OPUS,8000",
    "OPUS,16000",
    "OPUS,48000",
    "AMR,8000",
    "AMR_WB,16000"
  })
  void aToneComesOutAsItWentIn(SpeechFormat format, int rate) {
    requirePresent(format);
    SpeechEncoder encoder = encoder(format, rate);
    SpeechDecoder decoder = decoder(format, rate);
    Tone tone = new Tone(440, rate);
    int frame = rate / 50;
    short[] heard = new short[FRAMES * frame];
    byte[] payload = new byte[1500];
    short[] samples = new short[rate * SpeechDecoder.MAX_MILLIS / 1000];
    for (int i = 0; i < FRAMES; i++) {
      int length = encoder.encode(tone.samples(i * frame, frame), frame, payload, 10);
      assertThat(decoder.decode(payload, 10, length, samples)).isEqualTo(frame);
      System.arraycopy(samples, 0, heard, i * frame, frame);
    }
    int half = FRAMES / 2 * frame;

    assertThat(tone.shareOf(heard, half, half)).isGreaterThan(0.95);
    assertThat(Tone.loudness(heard, half, half)).isBetween(0.85, 1.15);
  }

  @ParameterizedTest
  @EnumSource(
      value = SpeechFormat.class,
      names = {"PCMU", "PCMA"})
  void everyG711ValueIsCodedAsItself(SpeechFormat format) {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    short[] samples = new short[960];
    decoder(format, 8000).decode(all, 0, all.length, samples);
    byte[] again = new byte[256];
    encoder(format, 8000).encode(samples, 256, again, 0);
    if (format == SpeechFormat.PCMU) {
      again[0x7f] = 0x7f; // the two zeros of the law are one in samples
    }

    assertThat(again).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource({ // ITU-T G.711, tables 1a and 2a
    "PCMA, d5, 8", "PCMA, 55, -8", "PCMA, aa, 32256", "PCMA, 2a, -32256", "PCMA, c5, 264",
    "PCMU, ff, 0", "PCMU, 80, 32124", "PCMU, 00, -32124", "PCMU, fe, 8", "PCMU, ef, 132",
  })
  void g711IsThatOfTheTables(SpeechFormat format, String octet, short sample) {
    short[] samples = new short[960];
    byte[] payload = {(byte) Integer.parseInt(octet, 16)};
    decoder(format, 8000).decode(payload, 0, 1, samples);

    assertThat(samples[0]).isEqualTo(sample);
  }

  @ParameterizedTest
  @EnumSource(SpeechFormat.class)
  void whatIsLostIsFilledAndFadesOut(SpeechFormat format) {
    int rate = rateOf(format);
    SpeechEncoder encoder = encoder(format, rate);
    SpeechDecoder decoder = decoder(format, rate);
    Tone tone = new Tone(300, rate);
    int frame = rate / 50;
    byte[] payload = new byte[1500];
    short[] samples = new short[rate * SpeechDecoder.MAX_MILLIS / 1000];
    int length = 0;
    for (int i = 0; i < 25; i++) {
      length = encoder.encode(tone.samples(i * frame, frame), frame, payload, 0);
      decoder.decode(payload, 0, length, samples);
    }
    decoder.conceal(payload, 0, length, samples, frame);
    double first = Tone.loudness(samples, 0, frame);
    decoder.conceal(payload, 0, length, samples, 4 * frame);
    double last = Tone.loudness(samples, 3 * frame, frame);

    assertThat(first).isGreaterThan(0.3);
    assertThat(last).isLessThanOrEqualTo(first + 0.2);
  }

  @ParameterizedTest
  @EnumSource(SpeechFormat.class)
  void rubbishDoesNoHarm(SpeechFormat format) {
    SpeechDecoder decoder = decoder(format, rateOf(format));
    short[] samples = new short[1920];
    Random random = new Random(7);
    assertThatCode(
            () -> {
              for (int i = 0; i < 2000; i++) {
                byte[] payload = new byte[random.nextInt(1400)];
                random.nextBytes(payload);
                decoder.decode(payload, 0, payload.length, samples);
                decoder.conceal(payload, 0, payload.length, samples, 160);
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void whatHasNoRateInCommonIsResampled() {
    assertThat(SpeechFormat.OPUS.rateWith(SpeechFormat.PCMA)).isEqualTo(8000);
    assertThat(SpeechFormat.OPUS.rateWith(SpeechFormat.G722)).isEqualTo(16_000);
    assertThat(SpeechFormat.OPUS.rateWith(SpeechFormat.AMR_WB)).isEqualTo(16_000);
    assertThat(SpeechFormat.PCMA.rateWith(SpeechFormat.G722)).isEqualTo(8000);
    assertThat(SpeechFormat.G722.rateWith(SpeechFormat.PCMA)).isEqualTo(16_000);
  }

  @Test
  void whatTheMachineLacksOrParametersForbidIsNoFormat() {
    assertThat(SpeechFormat.present()).contains("PCMU", "PCMA", "G722", "opus");
    requirePresent(SpeechFormat.AMR);
    assertThat(SpeechFormat.of(amr("octet-align=1"))).contains(SpeechFormat.AMR);
    assertThat(SpeechFormat.of(amr("octet-align=1;crc=1"))).isEmpty();
    assertThat(SpeechFormat.of(amr("interleaving=30"))).isEmpty();
    assertThat(SpeechFormat.of(Codec.of(97, "EVS", 16_000))).isEmpty();
  }

  private static Codec amr(String parameters) {
    return new Codec(97, "AMR", 8000, 1, parameters);
  }
}
