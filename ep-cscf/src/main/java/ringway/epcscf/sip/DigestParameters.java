// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of a Digest credential or challenge (RFC 3261 §25.1), in their order and spelling:
 * what is relayed must reach the other side as it was written, but for the marks of the network.
 */
public record DigestParameters(List<Parameter> all) {
  private static final String SCHEME = "Digest";

  /**
   * @param name in lower case
   * @param written the value with its quotes
   */
  public record Parameter(String name, String written) {}

  public DigestParameters {
    all = List.copyOf(all);
  }

  public static boolean isDigest(String headerValue) {
    return headerValue.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && headerValue.length() > SCHEME.length()
        && Character.isWhitespace(headerValue.charAt(SCHEME.length()));
  }

  /** Empty when it is of another scheme, not well formed, or names a parameter twice. */
  public static Optional<DigestParameters> read(String headerValue) {
    return isDigest(headerValue)
        ? new Scanner(headerValue, SCHEME.length()).parameters()
        : Optional.empty();
  }

  /** The value without its quotes; empty text also when there is no such parameter. */
  public String get(String name) {
    return all.stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(parameter -> unquoted(parameter.written()))
        .findFirst()
        .orElse("");
  }

  public DigestParameters without(Set<String> names) {
    return new DigestParameters(
        all.stream().filter(parameter -> !names.contains(parameter.name())).toList());
  }

  /** With one more at the end, its value in quotes. */
  public DigestParameters with(String name, String value) {
    List<Parameter> more = new ArrayList<>(all);
    more.add(new Parameter(name, '"' + value + '"'));
    return new DigestParameters(more);
  }

  /** As a header value. */
  @Override
  public String toString() {
    return all.stream()
        .map(parameter -> parameter.name() + "=" + parameter.written())
        .collect(Collectors.joining(",", SCHEME + " ", ""));
  }

  private static String unquoted(String written) {
    if (!written.startsWith("\"")) {
      return written;
    }
    StringBuilder text = new StringBuilder(written.length());
    for (int i = 1; i < written.length() - 1; i++) {
      if (written.charAt(i) == '\\') {
        i++;
      }
      text.append(written.charAt(i));
    }
    return text.toString();
  }

  /** By hand, for a regular expression recurses on long quoted strings. */
  private static final class Scanner {
    private static final String TOKEN_MARKS = "-.!%*_+`'~";

    private final String text;
    private int at;

    Scanner(String text, int from) {
      this.text = text;
      this.at = from;
    }

    Optional<DigestParameters> parameters() {
      List<Parameter> found = new ArrayList<>();
      Set<String> names = new HashSet<>();
      do {
        String name = token().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || !names.add(name) || !take('=')) {
          return Optional.empty();
        }
        String value = value();
        if (value.isEmpty()) {
          return Optional.empty();
        }
        found.add(new Parameter(name, value));
      } while (take(','));
      return at == text.length() ? Optional.of(new DigestParameters(found)) : Optional.empty();
    }

    private void skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private boolean take(char mark) {
      skipSpace();
      boolean there = at < text.length() && text.charAt(at) == mark;
      at += there ? 1 : 0;
      skipSpace();
      return there;
    }

    private String token() {
      skipSpace();
      int from = at;
      while (at < text.length() && isToken(text.charAt(at))) {
        at++;
      }
      return text.substring(from, at);
    }

    private static boolean isToken(char c) {
      return (c < 128 && Character.isLetterOrDigit(c)) || TOKEN_MARKS.indexOf(c) >= 0;
    }

    /** Empty when there is none that ends. */
    private String value() {
      if (at >= text.length() || text.charAt(at) != '"') {
        return token();
      }
      int from = at;
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= text.length()) {
        return "";
      }
      at++;
      return text.substring(from, at);
    }
  }
}
