// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the head of a message before the parser does: bounds what makes the parser slow, unfolds
 * lines (RFC 3261 §7.3.1), and refuses doubled headers, which the parser would silently drop.
 */
final class HeadGuard {
  static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_LINES = 200;
  private static final int MAX_COMMAS = 50;
  private static final int MAX_FOLDS = 16;
  private static final Characters TOKEN = Characters.alphanumericAnd("-.!%*_+`'~");

  /** Headers that may occur once. RFC 3261 table 2 and the extensions used here. */
  private static final Set<String> SINGLE =
      Set.of(
          "from",
          "to",
          "call-id",
          "cseq",
          "max-forwards",
          "content-length",
          "content-type",
          "content-disposition",
          "content-encoding",
          "date",
          "event",
          "expires",
          "min-expires",
          "mime-version",
          "rack",
          "refer-to",
          "referred-by",
          "replaces",
          "retry-after",
          "rseq",
          "session-expires",
          "min-se",
          "subscription-state",
          "timestamp",
          "p-charging-vector",
          "sip-etag",
          "sip-if-match");

  /** One header line, unfolded. */
  record Line(String name, String value, String lowerName) {
    Line(String name, String value) {
      this(name, value, HeaderNames.lowerCase(name));
    }
  }

  /**
   * @param start the request or status line
   * @param headers without Content-Length
   * @param bodyAt where the body begins
   */
  record Head(String start, List<Line> headers, OptionalLong contentLength, int bodyAt) {}

  private HeadGuard() {}

  static Head read(byte[] message) {
    if (message.length > MAX_BYTES) {
      throw SipReject.of(513, "Message Too Large");
    }
    int at = 0;
    while (at < message.length && (message[at] == '\r' || message[at] == '\n')) {
      at++; // RFC 3261 §7.5: empty lines before the start line
    }
    List<String> lines = new ArrayList<>();
    int folds = 0;
    while (true) {
      int end = lineEnd(message, at);
      String line = line(message, at, end);
      at = end + 1;
      if (line.isEmpty()) {
        break;
      }
      if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        folds++;
        if (folds > MAX_FOLDS || lines.size() < 2) {
          throw SipReject.badRequest("folded too often");
        }
        lines.set(lines.size() - 1, lines.getLast() + " " + line.strip());
      } else {
        folds = 0;
        lines.add(line);
      }
      if (lines.size() > MAX_LINES) {
        throw SipReject.badRequest("too many header lines");
      }
    }
    if (lines.isEmpty()) {
      throw SipReject.badRequest("no start line");
    }
    return head(lines, at);
  }

  private static int lineEnd(byte[] message, int from) {
    for (int i = from; i < message.length; i++) {
      if (message[i] == '\n') {
        return i;
      }
    }
    throw SipReject.badRequest("no end of the headers");
  }

  private static String line(byte[] message, int from, int end) {
    int length = end > from && message[end - 1] == '\r' ? end - 1 - from : end - from;
    String line = new String(message, from, length, StandardCharsets.UTF_8);
    if (line.indexOf('\r') >= 0) {
      throw SipReject.badRequest("stray line break");
    }
    return line;
  }

  private static Head head(List<String> lines, int bodyAt) {
    List<Line> headers = new ArrayList<>(lines.size());
    Set<String> seen = new HashSet<>();
    OptionalLong contentLength = OptionalLong.empty();
    for (String text : lines.subList(1, lines.size())) {
      Line line = header(text);
      String name = line.lowerName();
      if (SINGLE.contains(name) && !seen.add(name)) {
        throw SipReject.badRequest("more than one " + line.name());
      }
      if (name.equals("content-length")) {
        contentLength = OptionalLong.of(number(line, MAX_BYTES));
      } else {
        headers.add(line);
      }
    }
    return new Head(lines.getFirst(), headers, contentLength, bodyAt);
  }

  private static Line header(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(0, colon).strip();
    if (!isToken(name)) {
      throw SipReject.badRequest("header name not well formed");
    }
    if (commas(text) > MAX_COMMAS) {
      throw SipReject.badRequest("too many values in one header");
    }
    String value = text.substring(colon + 1).strip();
    if (endsWithinEscape(value)) {
      throw SipReject.badRequest("backslash at the end of a header");
    }
    return new Line(HeaderNames.full(name), value);
  }

  private static int commas(String text) {
    int count = 0;
    for (int at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) {
      count++;
    }
    return count;
  }

  /** JAIN takes the end of the line for the escaped character and reads on until memory is out. */
  private static boolean endsWithinEscape(String value) {
    int at = value.length();
    while (at > 0 && value.charAt(at - 1) == '\\') {
      at--;
    }
    return (value.length() - at) % 2 == 1;
  }

  /** The header's decimal value, refused when it is none or above the bound. */
  static long number(Line line, long max) {
    return number(line.name(), line.value(), max);
  }

  static long number(String name, String digits, long max) {
    long number = digits.isEmpty() || digits.length() > 18 ? -1 : 0;
    for (int i = 0; number >= 0 && i < digits.length(); i++) {
      char c = digits.charAt(i);
      number = c >= '0' && c <= '9' ? number * 10 + c - '0' : -1;
    }
    if (number < 0 || number > max) {
      throw SipReject.badRequest(name + " out of range");
    }
    return number;
  }

  /** RFC 3261 §25.1. */
  static boolean isToken(String text) {
    return TOKEN.fill(text, 0, text.length());
  }
}
