// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads the head of a message before the parser does: bounds what makes the parser slow, unfolds
 * lines (RFC 3261 §7.3.1), and refuses doubled headers, which the parser would silently drop.
 */
final class HeadGuard {
  static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_LINES = 200;
  private static final int MAX_COMMAS = 50;
  private static final int MAX_FOLDS = 16;

  /** More than most messages have. */
  private static final int USUAL_LINES = 20;

  private static final Characters TOKEN = Characters.alphanumericAnd("-.!%*_+`'~");

  /** Headers that may occur once. RFC 3261 table 2 and the extensions used here. */
  private static final Map<String, Long> SINGLE =
      bits(
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

  /** A bit for each, so that those seen in a message are one number. */
  private static Map<String, Long> bits(String... names) {
    Map<String, Long> bits = new HashMap<>();
    for (String name : names) {
      bits.put(name, 1L << bits.size());
    }
    return Map.copyOf(bits);
  }

  static Head read(byte[] message) {
    if (message.length > MAX_BYTES) {
      throw SipReject.of(513, "Message Too Large");
    }
    int from = 0;
    while (from < message.length && (message[from] == '\r' || message[from] == '\n')) {
      from++; // RFC 3261 §7.5: empty lines before the start line
    }
    Lines lines = new Lines(message, from);
    String start = lines.text();
    if (start.isEmpty()) {
      throw SipReject.badRequest("no start line");
    }
    List<Line> headers = new ArrayList<>(USUAL_LINES);
    OptionalLong contentLength = OptionalLong.empty();
    int count = 1;
    long seen = 0;
    for (lines.next(); !lines.isEmpty(); lines.next()) {
      Line line = lines.isFolded() ? header(lines.unfolded()) : lines.header();
      if (++count > MAX_LINES) {
        throw SipReject.badRequest("too many header lines");
      }
      long single = SINGLE.getOrDefault(line.lowerName(), 0L);
      if ((seen & single) != 0) {
        throw SipReject.badRequest("more than one " + line.name());
      }
      seen |= single;
      if (line.lowerName().equals("content-length")) {
        contentLength = OptionalLong.of(number(line, MAX_BYTES));
      } else {
        headers.add(line);
      }
    }
    return new Head(start, headers, contentLength, lines.bodyAt());
  }

  /** The lines of a head, one after the other; text is made of what is kept only. */
  private static final class Lines {
    private final byte[] message;
    private int from;

    /** Of its line break. */
    private int end;

    /** Of its last character. */
    private int stop;

    Lines(byte[] message, int from) {
      this.message = message;
      to(from);
    }

    void next() {
      to(end + 1);
    }

    /** A line that is no continuation: those go with the line before. */
    private void to(int at) {
      begin(at);
      if (isBlank(from)) {
        throw SipReject.badRequest("folded too often");
      }
    }

    private void begin(int at) {
      from = at;
      end = at;
      while (end < message.length && message[end] != '\n') {
        end++;
      }
      if (end >= message.length) {
        throw SipReject.badRequest("no end of the headers");
      }
      stop = end > from && message[end - 1] == '\r' ? end - 1 : end;
      for (int i = from; i < stop; i++) {
        if (message[i] == '\r') {
          throw SipReject.badRequest("stray line break");
        }
      }
    }

    private boolean isBlank(int at) {
      return at < message.length && (message[at] == ' ' || message[at] == '\t');
    }

    boolean isEmpty() {
      return stop == from;
    }

    /** Where the next line begins, after the empty one the body. */
    int bodyAt() {
      return end + 1;
    }

    String text() {
      return new String(message, from, stop - from, StandardCharsets.UTF_8);
    }

    boolean isFolded() {
      return isBlank(end + 1);
    }

    /** With the lines that continue it. */
    String unfolded() {
      StringBuilder whole = new StringBuilder(text());
      for (int folds = 1; isFolded(); folds++) {
        if (folds > MAX_FOLDS) {
          throw SipReject.badRequest("folded too often");
        }
        begin(end + 1);
        whole.append(' ').append(text().strip());
      }
      return whole.toString();
    }

    /** As {@link HeadGuard#header(String)}, without a text of the whole line. */
    Line header() {
      int colon = from;
      int commas = 0;
      while (colon < stop && message[colon] != ':') {
        colon++;
      }
      String name = HeaderNames.usual(message, from, colon);
      if (name.isEmpty()) {
        return HeadGuard.header(text());
      }
      int at = colon + 1;
      while (isBlank(at)) {
        at++;
      }
      for (int i = at; i < stop; i++) {
        commas += message[i] == ',' ? 1 : 0;
      }
      String value = new String(message, at, Math.max(0, stop - at), StandardCharsets.UTF_8);
      return checked(name, value.strip(), commas);
    }
  }

  private static Line header(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(0, colon).strip();
    if (!isToken(name)) {
      throw SipReject.badRequest("header name not well formed");
    }
    return checked(HeaderNames.full(name), text.substring(colon + 1).strip(), commas(text));
  }

  private static Line checked(String name, String value, int commas) {
    if (commas > MAX_COMMAS) {
      throw SipReject.badRequest("too many values in one header");
    }
    if (endsWithinEscape(value)) {
      throw SipReject.badRequest("backslash at the end of a header");
    }
    return new Line(name, value);
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
