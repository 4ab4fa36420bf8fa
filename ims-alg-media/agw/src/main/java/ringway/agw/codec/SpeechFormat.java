// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import ringway.iq.Codec;

/** What can be transcoded. */
public enum SpeechFormat {
  PCMU(8000, 8000),
  PCMA(8000, 8000),
  /** RFC 3551 §4.5.2: the clock counts half the samples. */
  G722(8000, 16_000),
  /** Codes and decodes at the other format's rate, so nothing has to be resampled. */
  OPUS(48_000, 8000, 16_000, 48_000);

  private final int clockRate;
  private final int[] sampleRates;

  SpeechFormat(int clockRate, int... sampleRates) {
    this.clockRate = clockRate;
    this.sampleRates = sampleRates;
  }

  public static Optional<SpeechFormat> of(Codec codec) {
    return Arrays.stream(values())
        .filter(format -> format.name().equalsIgnoreCase(codec.encoding()))
        .filter(format -> format.clockRate == codec.clockRate())
        .findFirst();
  }

  int clockRate() {
    return clockRate;
  }

  /** The best rate of samples both formats have; empty when they have none in common. */
  public OptionalInt rateWith(SpeechFormat other) {
    return Arrays.stream(sampleRates)
        .filter(rate -> Arrays.stream(other.sampleRates).anyMatch(theirs -> theirs == rate))
        .max();
  }

  SpeechDecoder decoder(int sampleRate) {
    return switch (this) {
      case PCMU -> new G711Decoder(G711.ULAW);
      case PCMA -> new G711Decoder(G711.ALAW);
      case G722 -> new G722Decoder();
      case OPUS -> new OpusSpeechDecoder(sampleRate);
    };
  }

  SpeechEncoder encoder(int sampleRate) {
    return switch (this) {
      case PCMU -> G711.ULAW;
      case PCMA -> G711.ALAW;
      case G722 -> new G722Encoder();
      case OPUS -> new OpusSpeechEncoder(sampleRate);
    };
  }
}
