// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.OptionalInt;

/** What a description is made of, told without the cost of a pattern for each word. */
final class Characters {
  private static final String MARKS = "!#$%&'*+.^_`{|}~-";

  private Characters() {}

  /** RFC 8866 §9: token. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c);
      if (!plain && MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** A number of so many digits at most, 9 at most. */
  static OptionalInt number(String text, int digits) {
    if (text.isEmpty() || text.length() > digits) {
      return OptionalInt.empty();
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return OptionalInt.empty();
      }
      number = 10 * number + c - '0';
    }
    return OptionalInt.of(number);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
