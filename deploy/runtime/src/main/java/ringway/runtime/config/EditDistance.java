// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.config;

import java.util.Collection;
import java.util.Comparator;

/** How many single-letter changes turn one word into another; picks the key the operator meant. */
final class EditDistance {
  private EditDistance() {}

  /** The end of an error sentence: the nearest known word, or all of them. */
  static String suggestion(String word, Collection<String> known) {
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(candidate -> between(word, candidate)))
        .filter(nearest -> between(word, nearest) <= Math.max(2, word.length() / 3))
        .map(nearest -> "; did you mean `" + nearest + "`?")
        .orElseGet(() -> "; known here: " + String.join(", ", known.stream().sorted().toList()));
  }

  static int between(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitute, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
