// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import ringway.iq.Codec;

/** What can be transcoded, each to each other. */
public enum SpeechFormat {
  PCMU("PCMU", 8000, 8000),
  PCMA("PCMA", 8000, 8000),
  /** RFC 3551 §4.5.2: the clock counts half the samples. */
  G722("G722", 8000, 16_000),
  /** Codes and decodes at the other format's rate, so nothing has to be resampled. */
  OPUS("opus", 48_000, 8000, 16_000, 48_000),
  AMR("AMR", 8000, 8000),
  AMR_WB("AMR-WB", 16_000, 16_000);

  private final String encoding;
  private final int clockRate;
  private final int[] sampleRates; // in ascending order

  SpeechFormat(String encoding, int clockRate, int... sampleRates) {
    this.encoding = encoding;
    this.clockRate = clockRate;
    this.sampleRates = sampleRates;
  }

  /** Empty for what cannot be transcoded on this machine, or not as its parameters want it. */
  public static Optional<SpeechFormat> of(Codec codec) {
    return Arrays.stream(values())
        .filter(format -> format.encoding.equalsIgnoreCase(codec.encoding()))
        .filter(format -> format.clockRate == codec.clockRate())
        .filter(SpeechFormat::isPresent)
        .filter(format -> format.isPlain(codec.parameters()))
        .findFirst();
  }

  /** The encodings that can be transcoded on this machine. */
  public static List<String> present() {
    return Arrays.stream(values())
        .filter(SpeechFormat::isPresent)
        .map(format -> format.encoding)
        .toList();
  }

  /** Coders and decoders in the memory of other libraries, of all calls. */
  public static int foreignCoders() {
    return AmrState.open();
  }

  private Optional<AmrVariant> amr() {
    return switch (this) {
      case AMR -> Optional.of(AmrVariant.NARROW);
      case AMR_WB -> Optional.of(AmrVariant.WIDE);
      case PCMU, PCMA, G722, OPUS -> Optional.empty();
    };
  }

  public boolean isPresent() {
    return amr().map(variant -> AmrLibrary.of(variant).isPresent()).orElse(true);
  }

  /** As it is named in descriptions. */
  public String encoding() {
    return encoding;
  }

  private boolean isPlain(String parameters) {
    return amr().map(variant -> AmrFormat.of(variant, parameters).isPresent()).orElse(true);
  }

  int clockRate() {
    return clockRate;
  }

  /** The best rate of samples both have, else the best this has. */
  int rateWith(SpeechFormat other) {
    return Arrays.stream(sampleRates)
        .filter(rate -> Arrays.stream(other.sampleRates).anyMatch(theirs -> theirs == rate))
        .max()
        .orElse(sampleRates[sampleRates.length - 1]);
  }

  /**
   * @param told of the rate the peer asks for
   */
  SpeechDecoder decoder(int sampleRate, String parameters, RateRequest told) {
    return switch (this) {
      case PCMU -> new G711Decoder(G711.ULAW);
      case PCMA -> new G711Decoder(G711.ALAW);
      case G722 -> new G722Decoder();
      case OPUS -> new OpusSpeechDecoder(sampleRate);
      case AMR, AMR_WB -> new AmrDecoder(amrFormat(parameters), told);
    };
  }

  /**
   * @param wanted the rate the peer asks for
   */
  SpeechEncoder encoder(int sampleRate, String parameters, RateRequest wanted) {
    return switch (this) {
      case PCMU -> G711.ULAW;
      case PCMA -> G711.ALAW;
      case G722 -> new G722Encoder();
      case OPUS -> new OpusSpeechEncoder(sampleRate);
      case AMR, AMR_WB -> new AmrEncoder(amrFormat(parameters), wanted);
    };
  }

  private AmrFormat amrFormat(String parameters) {
    return amr().flatMap(variant -> AmrFormat.of(variant, parameters)).orElseThrow();
  }
}
