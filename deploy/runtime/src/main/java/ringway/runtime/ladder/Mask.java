// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.ladder;

import java.util.regex.Pattern;

/** Takes bearer tokens out of what people get to see. */
final class Mask {
  private static final String STARS = "***";
  private static final Pattern BEARER_PARAMETER =
      Pattern.compile("(?i)(Bearer\\s+access_token=\")[^\"]*");
  private static final Pattern BEARER = Pattern.compile("(?i)(Bearer\\s+)(?!\\w+=)[^\\s,\"]+");
  private static final Pattern JWT =
      Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*");

  private Mask() {}

  static String tokens(String text) {
    String masked = BEARER_PARAMETER.matcher(text).replaceAll("$1" + STARS);
    masked = JWT.matcher(masked).replaceAll(STARS);
    return BEARER.matcher(masked).replaceAll("$1" + STARS);
  }
}
