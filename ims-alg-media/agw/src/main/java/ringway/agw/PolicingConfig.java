// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.util.OptionalLong;

/**
 * How much of each stream passes in each direction (TS 23.334 §5.5), in kbit/s of RTP.
 *
 * @param headroom times what a description says
 * @param speechAtLeast below which sound is never held
 * @param unsaid where a description says nothing
 */
public record PolicingConfig(boolean enabled, double headroom, long speechAtLeast, long unsaid) {
  public PolicingConfig {
    if (!(headroom >= 1 && headroom <= 100)) {
      throw new IllegalArgumentException("policing.headroom must be 1 to 100, found " + headroom);
    }
    if (speechAtLeast < 1) {
      throw new IllegalArgumentException(
          "policing.speech-at-least must be 1 or more, found " + speechAtLeast);
    }
    if (unsaid < 1) {
      throw new IllegalArgumentException("policing.unsaid must be 1 or more, found " + unsaid);
    }
  }

  /** The kbit/s that pass of what one side sends. */
  public long kbits(OptionalLong said, boolean speech) {
    long kbits = said.isPresent() ? (long) Math.ceil(said.getAsLong() * headroom) : unsaid;
    return speech ? Math.max(kbits, speechAtLeast) : kbits;
  }
}
