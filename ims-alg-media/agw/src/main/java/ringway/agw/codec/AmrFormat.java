// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What RFC 4867 §8.1 lets a side say of its payloads.
 *
 * @param modes a bit for each that may be used
 * @param changePeriod frames from one that may begin another mode to the next
 * @param neighboursOnly whether a change leads to the next mode of the set only
 */
record AmrFormat(
    AmrVariant variant, boolean octetAligned, int modes, int changePeriod, boolean neighboursOnly) {
  /** Of an {@code fmtp}; empty when that asks for what is not done here. */
  static Optional<AmrFormat> of(AmrVariant variant, String parameters) {
    Map<String, String> said =
        Arrays.stream(parameters.toLowerCase(Locale.ROOT).split(";"))
            .map(part -> part.strip().split("=", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, _) -> first));
    boolean plain =
        isOff(said, "crc") && isOff(said, "robust-sorting") && !said.containsKey("interleaving");
    int modes = modes(variant, said.getOrDefault("mode-set", ""));
    return plain && modes != 0
        ? Optional.of(
            new AmrFormat(
                variant,
                !isOff(said, "octet-align"),
                modes,
                "2".equals(said.get("mode-change-period")) ? 2 : 1,
                !isOff(said, "mode-change-neighbor")))
        : Optional.empty();
  }

  private static boolean isOff(Map<String, String> said, String name) {
    return said.getOrDefault(name, "0").equals("0");
  }

  /** 0 when the set is none. */
  private static int modes(AmrVariant variant, String set) {
    int all = (1 << variant.modes()) - 1;
    if (set.isEmpty()) {
      return all;
    }
    return set.matches("\\d(,\\d){0,8}")
        ? Arrays.stream(set.split(",")).mapToInt(mode -> 1 << Integer.parseInt(mode)).sum() & all
        : 0;
  }

  boolean has(int mode) {
    return mode < variant.modes() && (modes >> mode & 1) != 0;
  }

  /** The highest that is not above the usual one, else the lowest. */
  int firstMode() {
    int usual = modes & (2 << variant.firstMode()) - 1;
    return usual != 0 ? highest(usual) : Integer.numberOfTrailingZeros(modes);
  }

  /** The next on the way from one mode to another. */
  int step(int from, int to) {
    if (!neighboursOnly || from == to) {
      return to;
    }
    return to > from
        ? Integer.numberOfTrailingZeros(modes & -(2 << from))
        : highest(modes & (1 << from) - 1);
  }

  private static int highest(int set) {
    return 31 - Integer.numberOfLeadingZeros(set);
  }
}
