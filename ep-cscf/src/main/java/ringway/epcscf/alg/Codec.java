// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is known here; everything else is left out of what is passed on. */
public enum Codec implements Format {
  /** RFC 7587. */
  OPUS("opus", 48_000, 2, 111),
  /** RFC 3551 §4.5.2: its clock counts half the samples. */
  G722("G722", 8000, 1, 9),
  PCMU("PCMU", 8000, 1, 0),
  PCMA("PCMA", 8000, 1, 8),
  /** RFC 4867, bandwidth-efficient, which every IMS phone has (TS 26.114 §5.2.1). */
  AMR_WB("AMR-WB", 16_000, 1, 104),
  /** RFC 4867 §8.1: octet-aligned payloads are another format. */
  AMR_WB_OCTET("AMR-WB", 16_000, 1, 106),
  AMR("AMR", 8000, 1, 102),
  AMR_OCTET("AMR", 8000, 1, 103),
  /** RFC 3389 §4: the noise of silence, for codecs that have none of their own. */
  COMFORT_NOISE("CN", 8000, 1, 13),
  /** RFC 4733 §2.1: digits share the clock of the speech they come with. */
  TELEPHONE_EVENT("telephone-event", 8000, 1, 101),
  /** Digits that come with AMR-WB. */
  TELEPHONE_EVENT_16("telephone-event", 16_000, 1, 105),
  /** Digits that come with Opus. */
  TELEPHONE_EVENT_48("telephone-event", 48_000, 1, 110);

  private final String encoding;
  private final int clockRate;
  private final int channels;
  private final int usualPayload;
  private final String rtpmap;
  private final String withChannels;

  private static final List<Codec> ALL = List.of(values());

  Codec(String encoding, int clockRate, int channels, int usualPayload) {
    this.encoding = encoding;
    this.clockRate = clockRate;
    this.channels = channels;
    this.usualPayload = usualPayload;
    this.withChannels = encoding + "/" + clockRate + "/" + channels;
    this.rtpmap = channels == 1 ? encoding + "/" + clockRate : withChannels;
  }

  /**
   * The first of that name: of AMR the bandwidth-efficient one.
   *
   * @param rtpmap encoding, clock rate and channels, such as {@code PCMA/8000}
   */
  static Optional<Codec> of(String rtpmap) {
    String plain = rtpmap.strip();
    for (Codec codec : ALL) {
      if (plain.equalsIgnoreCase(codec.rtpmap) || plain.equalsIgnoreCase(codec.withChannels)) {
        return Optional.of(codec);
      }
    }
    return Optional.empty();
  }

  /** RFC 3551 §6: the static types need no rtpmap. */
  static Optional<Codec> ofStatic(int payload) {
    return Arrays.stream(values())
        .filter(codec -> codec.isStatic() && codec.usualPayload == payload)
        .findFirst();
  }

  public boolean isSpeech() {
    return !isEvent() && this != COMFORT_NOISE;
  }

  public boolean isEvent() {
    return encoding.equals("telephone-event");
  }

  boolean isAmr() {
    return encoding.startsWith("AMR");
  }

  boolean isOctetAligned() {
    return this == AMR_OCTET || this == AMR_WB_OCTET;
  }

  /** The same with octet-aligned payloads, or without. */
  Codec packed(boolean octetAligned) {
    return switch (this) {
      case AMR, AMR_OCTET -> octetAligned ? AMR_OCTET : AMR;
      case AMR_WB, AMR_WB_OCTET -> octetAligned ? AMR_WB_OCTET : AMR_WB;
      default -> this;
    };
  }

  /** Whether a media function that has both makes one of the other. */
  boolean becomes(Codec other) {
    return isSpeech() && other.isSpeech() && this != other;
  }

  String rtpmap() {
    return rtpmap;
  }

  public String encoding() {
    return encoding;
  }

  public int clockRate() {
    return clockRate;
  }

  public int channels() {
    return channels;
  }

  @Override
  public int usualPayload() {
    return usualPayload;
  }
}
