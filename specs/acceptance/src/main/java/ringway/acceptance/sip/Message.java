// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One SIP message as text, taken apart no further than a flow needs. */
public record Message(String start, List<Field> fields, String body) {
  private static final Map<String, String> COMPACT =
      Map.of(
          "v",
          "via",
          "f",
          "from",
          "t",
          "to",
          "i",
          "call-id",
          "m",
          "contact",
          "l",
          "content-length",
          "c",
          "content-type",
          "k",
          "supported",
          "o",
          "event",
          "r",
          "refer-to");

  /** One header field line. */
  public record Field(String name, String value) {
    boolean is(String other) {
      return canonical(name).equals(canonical(other));
    }
  }

  public Message {
    fields = List.copyOf(fields);
  }

  /** Reads a message; folded lines (RFC 3261 §7.3.1) are joined. */
  public static Message parse(String text) {
    String unified = text.replace("\r\n", "\n");
    int end = unified.indexOf("\n\n");
    if (end < 0) {
      throw new IllegalArgumentException("no empty line ends the header: " + text);
    }
    List<String> lines = new ArrayList<>();
    for (String line : unified.substring(0, end).split("\n", -1)) {
      if (!lines.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"))) {
        lines.set(lines.size() - 1, lines.getLast() + " " + line.strip());
      } else {
        lines.add(line);
      }
    }
    List<Field> fields = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("not a header field: " + line);
      }
      fields.add(new Field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
    }
    String body = unified.substring(end + 2);
    return new Message(lines.getFirst(), fields, body.replace("\n", "\r\n"));
  }

  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return COMPACT.getOrDefault(lower, lower);
  }

  public boolean isRequest() {
    return !start.startsWith("SIP/2.0 ");
  }

  public String method() {
    return start.substring(0, start.indexOf(' '));
  }

  public String requestUri() {
    return start.split(" ", 3)[1];
  }

  public int status() {
    return Integer.parseInt(start.split(" ", 3)[1]);
  }

  /** The value of the first such field. */
  public Optional<String> header(String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).findFirst();
  }

  /** The value of a field that must be there. */
  public String require(String name) {
    return header(name).orElseThrow(() -> new AssertionError("no " + name + " in " + start));
  }

  /** Every value of a list header, whether given in one line or in many. */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>();
    fields.stream()
        .filter(field -> field.is(name))
        .forEach(field -> values.addAll(splitAtCommas(field.value())));
    return values;
  }

  private static List<String> splitAtCommas(String value) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int angle = 0;
    int from = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' && (i == 0 || value.charAt(i - 1) != '\\')) {
        quoted = !quoted;
      } else if (!quoted && c == '<') {
        angle++;
      } else if (!quoted && c == '>') {
        angle--;
      } else if (!quoted && angle == 0 && c == ',') {
        parts.add(value.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(value.substring(from).strip());
    return parts;
  }

  public String callId() {
    return require("Call-ID");
  }

  public int cseq() {
    return Integer.parseInt(require("CSeq").split("\\s+")[0]);
  }

  public String cseqMethod() {
    return require("CSeq").split("\\s+")[1];
  }

  /** Branch of the top Via (RFC 3261 §8.1.1.7). */
  public String branch() {
    return parameter(values("Via").getFirst(), "branch").orElse("");
  }

  /** The URI inside a name-addr or addr-spec. */
  public static String uriOf(String address) {
    int open = address.indexOf('<');
    if (open >= 0) {
      return address.substring(open + 1, address.indexOf('>', open));
    }
    int semicolon = address.indexOf(';');
    return (semicolon < 0 ? address : address.substring(0, semicolon)).strip();
  }

  /** A parameter behind an address or a Via. */
  public static Optional<String> parameter(String value, String name) {
    String after = value.substring(value.lastIndexOf('>') + 1);
    for (String part : after.split(";")) {
      String[] pair = part.strip().split("=", 2);
      if (pair[0].strip().equalsIgnoreCase(name)) {
        return Optional.of(pair.length == 2 ? pair[1].strip() : "");
      }
    }
    return Optional.empty();
  }

  /** The message as it goes on the wire; Content-Length is always that of the body. */
  public String text() {
    StringBuilder text = new StringBuilder(start).append("\r\n");
    fields.stream()
        .filter(field -> !field.is("Content-Length"))
        .forEach(
            field -> text.append(field.name()).append(": ").append(field.value()).append("\r\n"));
    text.append("Content-Length: ")
        .append(body.getBytes(StandardCharsets.UTF_8).length)
        .append("\r\n\r\n")
        .append(body);
    return text.toString();
  }

  /** First line for people: the request line without its version, or status and reason. */
  public String title() {
    return isRequest()
        ? start.replaceFirst(" SIP/2\\.0$", "")
        : start.replaceFirst("^SIP/2\\.0 ", "") + " (" + header("CSeq").orElse("?") + ")";
  }
}
