// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How dialled digits become telephone numbers.
 *
 * @param countryCode with its plus; without one digits go on as dialled
 * @param internationalPrefix what a number of another country begins with
 * @param nationalPrefix what a number of this country begins with; empty where there is none
 * @param nationalDigits a number of this length is one of this country without its prefix
 * @param areaCode put before numbers of this place
 * @param shortCodeDigits numbers of this length or less stay as dialled
 */
public record DialPlanConfig(
    Optional<String> countryCode,
    String internationalPrefix,
    String nationalPrefix,
    Optional<Integer> nationalDigits,
    Optional<String> areaCode,
    int shortCodeDigits) {
  private static final Pattern COUNTRY = Pattern.compile("\\+[1-9]\\d{0,2}");
  private static final Pattern DIGITS = Pattern.compile("\\d*");

  public DialPlanConfig {
    if (countryCode.filter(code -> !COUNTRY.matcher(code).matches()).isPresent()) {
      throw new IllegalArgumentException(
          "country-code is a plus and 1 to 3 digits, found " + countryCode.get());
    }
    requireDigits("international-prefix", internationalPrefix);
    requireDigits("national-prefix", nationalPrefix);
    requireDigits("area-code", areaCode.orElse(""));
    if (shortCodeDigits < 0) {
      throw new IllegalArgumentException("short-code-digits must be 0 or more");
    }
  }

  private static void requireDigits(String key, String value) {
    if (!DIGITS.matcher(value).matches()) {
      throw new IllegalArgumentException(key + " must be digits, found " + value);
    }
  }
}
