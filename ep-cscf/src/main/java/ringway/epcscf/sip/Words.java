// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import java.util.Arrays;
import java.util.List;

/** The words that stand in nearly every message, so that they are not made anew from each. */
final class Words {
  private static final int BUCKETS = 128;

  private final String[][] buckets = new String[BUCKETS][0];

  Words(List<String> words) {
    for (String word : words) {
      int bucket = bucket(word.length(), word.charAt(0), word.charAt(word.length() - 1));
      String[] others = buckets[bucket];
      buckets[bucket] = Arrays.copyOf(others, others.length + 1);
      buckets[bucket][others.length] = word;
    }
  }

  private static int bucket(int length, int first, int last) {
    return (length * 17 + first * 5 + last) % BUCKETS;
  }

  /** The word that stands there; empty when it is none of them. */
  String find(byte[] text, int from, int to) {
    if (from < to && text[from] > 0 && text[to - 1] > 0) {
      for (String word : buckets[bucket(to - from, text[from], text[to - 1])]) {
        if (stands(word, text, from, to)) {
          return word;
        }
      }
    }
    return "";
  }

  /** What stands there, made anew only when it is none of them. */
  String get(String text, int from, int to) {
    if (from < to) {
      for (String word : buckets[bucket(to - from, text.charAt(from), text.charAt(to - 1))]) {
        if (word.length() == to - from && text.startsWith(word, from)) {
          return word;
        }
      }
    }
    return text.substring(from, to);
  }

  private static boolean stands(String word, byte[] text, int from, int to) {
    if (word.length() != to - from) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != text[from + i]) {
        return false;
      }
    }
    return true;
  }
}
