// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

/**
 * A payload format as one side numbers it (RFC 8866 §6.6, §6.15).
 *
 * @param encoding its name, such as {@code opus} or {@code telephone-event}; case does not matter
 * @param parameters of its {@code fmtp} line; empty without one
 */
public record Codec(int payload, String encoding, int clockRate, int channels, String parameters) {
  public static Codec of(int payload, String encoding, int clockRate) {
    return new Codec(payload, encoding, clockRate, 1, "");
  }

  /** The same format, whatever its number and parameters. */
  public boolean isLike(Codec other) {
    return encoding.equalsIgnoreCase(other.encoding)
        && clockRate == other.clockRate
        && channels == other.channels;
  }
}
