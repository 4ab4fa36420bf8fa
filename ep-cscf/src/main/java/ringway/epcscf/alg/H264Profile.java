// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Optional;
import java.util.regex.Pattern;

/** The profiles of H.264 that are told apart, by profile_idc and profile-iop (RFC 6184 §8.1). */
enum H264Profile {
  CONSTRAINED_BASELINE,
  BASELINE,
  MAIN,
  CONSTRAINED_HIGH,
  HIGH;

  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{6}");

  /**
   * RFC 6184 table 5: the same profile has several names, and names with other constraints are of
   * no profile known here.
   */
  static Optional<H264Profile> of(String profileLevelId) {
    if (!FORM.matcher(profileLevelId).matches()) {
      return Optional.empty();
    }
    int constraints = Integer.parseInt(profileLevelId, 2, 4, 16);
    return switch (Integer.parseInt(profileLevelId, 0, 2, 16)) {
      case 0x42 -> fits(constraints, 0x0f, 0x00).map(_ -> baseline(constraints, 0x40));
      case 0x58 -> fits(constraints, 0x8f, 0x80).map(_ -> baseline(constraints, 0x40));
      case 0x4d ->
          fits(constraints, 0x8f, 0x80)
              .map(_ -> CONSTRAINED_BASELINE)
              .or(() -> fits(constraints, 0xaf, 0x00).map(_ -> MAIN));
      case 0x64 ->
          fits(constraints, 0xff, 0x00)
              .map(_ -> HIGH)
              .or(() -> fits(constraints, 0xff, 0x0c).map(_ -> CONSTRAINED_HIGH));
      default -> Optional.empty();
    };
  }

  private static Optional<Integer> fits(int constraints, int mask, int wanted) {
    return Optional.of(constraints).filter(flags -> (flags & mask) == wanted);
  }

  private static H264Profile baseline(int constraints, int constrained) {
    return (constraints & constrained) != 0 ? CONSTRAINED_BASELINE : BASELINE;
  }

  /** How much the level of one asks for, to be compared (H.264 table A-1). */
  static int levelRank(String profileLevelId) {
    int level = Integer.parseInt(profileLevelId, 4, 6, 16);
    int constraints = Integer.parseInt(profileLevelId, 2, 4, 16);
    // Level 1b is written as 1.1 with constraint_set3, and lies between 1 and 1.1.
    boolean oneB = level == 9 || level == 11 && (constraints & 0x10) != 0;
    return oneB ? 21 : 2 * level;
  }
}
