// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header extension that tells how loud the sound of a packet is (RFC 6464).
 *
 * @param number of a one-byte header (RFC 8285 §4.2)
 * @param vad whether its V bit tells of voice (RFC 6464 §4)
 */
record AudioLevel(int number, boolean vad) {
  private static final String URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

  /** RFC 8285 §8, in both directions. */
  private static final Pattern EXTMAP =
      Pattern.compile("([1-9]|1[0-4])(?:/sendrecv)? " + URI + "(?: vad=(on|off))?");

  static Optional<AudioLevel> of(MediaSection section) {
    return Attribute.values(section.attributes(), "extmap")
        .map(EXTMAP::matcher)
        .filter(Matcher::matches)
        .map(said -> new AudioLevel(Integer.parseInt(said.group(1)), !"off".equals(said.group(2))))
        .findFirst();
  }

  AudioLevel numbered(int other) {
    return new AudioLevel(other, vad);
  }

  /** The V bit counts where both say so, which is what saying nothing means. */
  AudioLevel met(AudioLevel other) {
    return new AudioLevel(number, vad && other.vad);
  }

  Attribute attribute() {
    return Attribute.of("extmap", number + " " + URI + (vad ? "" : " vad=off"));
  }
}
