// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

/**
 * Section {@code ep-cscf.calls}.
 *
 * @param max calls carried at once
 * @param maxPerUser calls of one private identity at once
 * @param maxPerMinute calls one private identity may begin or be sent in a minute, in a row too
 */
public record CallLimitsConfig(int max, int maxPerUser, int maxPerMinute) {
  public CallLimitsConfig {
    requirePositive("max", max);
    requirePositive("max-per-user", maxPerUser);
    requirePositive("max-per-minute", maxPerMinute);
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be 1 or more, found " + value);
    }
  }
}
