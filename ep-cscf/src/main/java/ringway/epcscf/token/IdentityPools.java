// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which IMPIs a token given out through a WWSF may name (REQ 3.2 of TS 33.203 X.4.1). In a pattern
 * {@code *} stands for anything before or after the {@code @}, {@code [100-199]} for a number of
 * that range.
 */
final class IdentityPools {
  private static final Pattern SPECIAL = Pattern.compile("\\*|\\[(\\d{1,18})-(\\d{1,18})]");

  private record Range(BigInteger first, BigInteger last) {
    boolean holds(String number) {
      BigInteger value = new BigInteger(number);
      return value.compareTo(first) >= 0 && value.compareTo(last) <= 0;
    }
  }

  private record Identities(Pattern shape, List<Range> ranges) {
    boolean hold(String impi) {
      Matcher matcher = shape.matcher(impi);
      if (!matcher.matches()) {
        return false;
      }
      for (int i = 0; i < ranges.size(); i++) {
        if (!ranges.get(i).holds(matcher.group(i + 1))) {
          return false;
        }
      }
      return true;
    }
  }

  private final Map<String, List<Identities>> ofWwsf = new HashMap<>();

  /**
   * @param pools patterns by WWSF
   */
  IdentityPools(Map<String, List<String>> pools) {
    pools.forEach(
        (wwsf, patterns) ->
            ofWwsf.put(wwsf, patterns.stream().map(IdentityPools::identities).toList()));
  }

  /** A WWSF without a pool has no identities to give out. */
  boolean hold(String wwsf, String impi) {
    return ofWwsf.getOrDefault(wwsf, List.of()).stream().anyMatch(pool -> pool.hold(impi));
  }

  private static Identities identities(String pattern) {
    Matcher special = SPECIAL.matcher(pattern);
    StringBuilder shape = new StringBuilder();
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    while (special.find()) {
      shape.append(Pattern.quote(pattern.substring(from, special.start())));
      if (special.group().equals("*")) {
        shape.append("[^@]*");
      } else {
        shape.append("(\\d{1,18})");
        ranges.add(range(special.group(1), special.group(2)));
      }
      from = special.end();
    }
    shape.append(Pattern.quote(pattern.substring(from)));
    if (pattern.indexOf('@') <= 0) {
      throw new IllegalArgumentException("pools: no pattern of user@realm: " + pattern);
    }
    return new Identities(Pattern.compile(shape.toString()), List.copyOf(ranges));
  }

  private static Range range(String first, String last) {
    Range range = new Range(new BigInteger(first), new BigInteger(last));
    if (range.first().compareTo(range.last()) > 0) {
      throw new IllegalArgumentException("pools: " + first + "-" + last + " is no range");
    }
    return range;
  }
}
