// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/**
 * A payload format as one side numbers it (RFC 8866 §6.6, §6.15).
 *
 * @param encoding its name, such as {@code opus} or {@code telephone-event}; case does not matter
 * @param parameters of its {@code fmtp} line; empty without one. For H.264 they tell formats apart,
 *     by packetization mode and profile (RFC 6184 §8.2.2), and so for AMR and AMR-WB, by packing
 *     and modes (RFC 4867 §8.1): both sides of a pair have the same
 */
public record Codec(int payload, String encoding, int clockRate, int channels, String parameters) {
  public static Codec of(int payload, String encoding, int clockRate) {
    return new Codec(payload, encoding, clockRate, 1, "");
  }

  /** The same format, whatever its number. */
  public boolean isLike(Codec other) {
    return encoding.equalsIgnoreCase(other.encoding)
        && clockRate == other.clockRate
        && channels == other.channels
        && (!hasKinds() || parameters.equals(other.parameters));
  }

  private boolean hasKinds() {
    return encoding.equalsIgnoreCase("H264")
        || encoding.regionMatches(true, 0, "AMR", 0, "AMR".length());
  }
}
