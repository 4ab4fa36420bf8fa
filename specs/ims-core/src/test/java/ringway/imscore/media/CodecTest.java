// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CodecTest {
  // ITU-T G.711 tables 1a to 2b: decoder output of some code words, scaled to 16 bits.
  @ParameterizedTest
  @CsvSource({
    "PCMU, 0xFF, 0",
    "PCMU, 0x7F, 0",
    "PCMU, 0x80, 32124",
    "PCMU, 0x00, -32124",
    "PCMU, 0xEF, 132",
    "PCMA, 0xD5, 8",
    "PCMA, 0x55, -8",
    "PCMA, 0xAA, 32256",
    "PCMA, 0x2A, -32256",
    "PCMA, 0xC5, 264"
  })
  void codeWordsMeanWhatTheTableSays(Codec codec, String word, int sample) {
    assertThat(codec.decode((byte) Integer.decode(word).intValue())).isEqualTo((short) sample);
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeWordSurvivesDecodingAndEncoding(Codec codec) {
    for (int word = 0; word < 256; word++) {
      short sample = codec.decode((byte) word);
      assertThat(codec.decode(codec.encode(sample))).as("word %x", word).isEqualTo(sample);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everySampleComesBackWithinTheStepOfItsSegment(Codec codec) {
    for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
      int back = codec.decode(codec.encode((short) sample));
      assertThat(back).isCloseTo(sample, within(Math.max(16, Math.abs(sample) / 16)));
    }
  }

  @Test
  void staticPayloadTypesAreThoseOfTheProfile() {
    assertThat(Codec.PCMU.staticPayloadType()).isZero();
    assertThat(Codec.PCMA.staticPayloadType()).isEqualTo(8);
  }
}
