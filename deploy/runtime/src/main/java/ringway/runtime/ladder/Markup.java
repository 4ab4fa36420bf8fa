// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.ladder;

/** Text that may stand in XML and HTML, attribute values included. */
public final class Markup {
  private Markup() {}

  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : '.');
              }
            });
    return escaped.toString();
  }

  /** XML 1.0 §2.2: most control characters make a document ill-formed however they are written. */
  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= ' ' && c < 0xD800)
        || c >= 0xE000 && c < 0xFFFE
        || c > 0xFFFF;
  }
}
