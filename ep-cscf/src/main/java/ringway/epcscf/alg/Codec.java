// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Locale;
import java.util.Optional;

/** What passes between the sides as it is. */
public enum Codec {
  PCMU("PCMU", 0),
  PCMA("PCMA", 8),
  /** At the clock rate of G.711; the browser's 48000 goes with Opus (RFC 4733 §2.1). */
  TELEPHONE_EVENT("telephone-event", 101);

  private final String encoding;
  private final int usualPayload;

  Codec(String encoding, int usualPayload) {
    this.encoding = encoding;
    this.usualPayload = usualPayload;
  }

  /**
   * @param rtpmap encoding, clock rate and channels, such as {@code PCMA/8000}
   */
  static Optional<Codec> of(String rtpmap) {
    String plain = rtpmap.strip().toLowerCase(Locale.ROOT);
    for (Codec codec : values()) {
      String own = codec.rtpmap().toLowerCase(Locale.ROOT);
      if (plain.equals(own) || plain.equals(own + "/1")) {
        return Optional.of(codec);
      }
    }
    return Optional.empty();
  }

  /** RFC 3551 §6: the static types need no rtpmap. */
  static Optional<Codec> ofStatic(int payload) {
    return switch (payload) {
      case 0 -> Optional.of(PCMU);
      case 8 -> Optional.of(PCMA);
      default -> Optional.empty();
    };
  }

  boolean isSpeech() {
    return this != TELEPHONE_EVENT;
  }

  String rtpmap() {
    return encoding + "/8000";
  }

  public String encoding() {
    return encoding;
  }

  public int clockRate() {
    return 8000;
  }

  public int channels() {
    return 1;
  }

  /** The number to try first. */
  int usualPayload() {
    return usualPayload;
  }
}
