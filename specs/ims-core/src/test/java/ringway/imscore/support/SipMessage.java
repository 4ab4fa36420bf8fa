// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A received SIP message, taken apart by line. */
public record SipMessage(String firstLine, List<String> headerLines, String body) {
  static SipMessage parse(String text) {
    int blank = text.indexOf("\r\n\r\n");
    List<String> lines = new ArrayList<>(Arrays.asList(text.substring(0, blank).split("\r\n")));
    String first = lines.removeFirst();
    return new SipMessage(first, List.copyOf(lines), text.substring(blank + 4));
  }

  public boolean isResponse() {
    return firstLine.startsWith("SIP/2.0 ");
  }

  public int status() {
    return isResponse() ? Integer.parseInt(firstLine.split(" ")[1]) : 0;
  }

  public String method() {
    return isResponse() ? header("CSeq").split(" +")[1] : firstLine.split(" ")[0];
  }

  public String requestUri() {
    return firstLine.split(" ")[1];
  }

  /** All values of a header in order; a comma between name-addrs separates them too. */
  public List<String> headers(String name) {
    List<String> values = new ArrayList<>();
    for (String line : headerLines) {
      int colon = line.indexOf(':');
      if (line.substring(0, colon).strip().equalsIgnoreCase(name)) {
        values.addAll(Arrays.asList(line.substring(colon + 1).strip().split(",\\s*(?=<|SIP/2.0)")));
      }
    }
    return values;
  }

  /** The first value, or the empty string. */
  public String header(String name) {
    List<String> all = headers(name);
    return all.isEmpty() ? "" : all.getFirst();
  }

  /** The tag of From or To, or the empty string. */
  public String tag(String name) {
    String value = header(name);
    int at = value.indexOf(";tag=");
    return at < 0 ? "" : value.substring(at + 5).split(";")[0];
  }
}
