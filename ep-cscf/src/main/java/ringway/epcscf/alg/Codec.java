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
  /** RFC 4733 §2.1: digits share the clock of the speech they come with, here all but Opus. */
  TELEPHONE_EVENT("telephone-event", 8000, 1, 101),
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
    return !isEvent();
  }

  boolean isEvent() {
    return this == TELEPHONE_EVENT || this == TELEPHONE_EVENT_48;
  }

  /** Whether the media function makes one of the other: Opus goes with all, at their rate. */
  boolean becomes(Codec other) {
    return isSpeech() && other.isSpeech() && this != other && (this == OPUS || other == OPUS);
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
