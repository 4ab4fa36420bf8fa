// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

/** A set of ASCII characters, asked at the price of one look into an array. */
public final class Characters {
  private static final int ASCII = 128;

  private final boolean[] held = new boolean[ASCII];

  private Characters(String others) {
    for (int i = 0; i < others.length(); i++) {
      held[others.charAt(i)] = true;
    }
  }

  /** Letters, digits and these. */
  public static Characters alphanumericAnd(String others) {
    Characters all = new Characters(others);
    for (char c = '0'; c <= 'z'; c++) {
      all.held[c] |= c <= '9' || c >= 'a' || (c >= 'A' && c <= 'Z');
    }
    return all;
  }

  /** All from the first to the last but these. */
  public static Characters between(char first, char last, String but) {
    Characters all = new Characters("");
    for (char c = first; c <= last; c++) {
      all.held[c] = but.indexOf(c) < 0;
    }
    return all;
  }

  public boolean has(char c) {
    return c < ASCII && held[c];
  }

  /** Whether there is something between the two places and nothing else than these. */
  public boolean fill(String text, int from, int end) {
    for (int i = from; i < end; i++) {
      if (!has(text.charAt(i))) {
        return false;
      }
    }
    return end > from;
  }
}
