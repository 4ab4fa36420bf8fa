// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compact header names: RFC 3261 §20 and the extensions that define one. */
final class HeaderNames {
  private static final Map<String, String> COMPACT =
      Map.ofEntries(
          Map.entry("a", "Accept-Contact"),
          Map.entry("b", "Referred-By"),
          Map.entry("c", "Content-Type"),
          Map.entry("d", "Request-Disposition"),
          Map.entry("e", "Content-Encoding"),
          Map.entry("f", "From"),
          Map.entry("i", "Call-ID"),
          Map.entry("j", "Reject-Contact"),
          Map.entry("k", "Supported"),
          Map.entry("l", "Content-Length"),
          Map.entry("m", "Contact"),
          Map.entry("n", "Identity-Info"),
          Map.entry("o", "Event"),
          Map.entry("r", "Refer-To"),
          Map.entry("s", "Subject"),
          Map.entry("t", "To"),
          Map.entry("u", "Allow-Events"),
          Map.entry("v", "Via"),
          Map.entry("x", "Session-Expires"),
          Map.entry("y", "Identity"));

  /** Those of most messages, as nearly everyone writes them. */
  private static final List<String> WRITTEN =
      List.of(
          "Accept",
          "Allow",
          "Authorization",
          "CSeq",
          "Call-ID",
          "Contact",
          "Content-Length",
          "Content-Type",
          "Date",
          "Expires",
          "From",
          "Max-Forwards",
          "Min-Expires",
          "P-Associated-URI",
          "P-Asserted-Identity",
          "P-Charging-Vector",
          "P-Preferred-Identity",
          "Path",
          "Privacy",
          "Reason",
          "Record-Route",
          "Require",
          "Route",
          "Server",
          "Service-Route",
          "Session-Expires",
          "Supported",
          "To",
          "User-Agent",
          "Via");

  private static final Map<String, String> USUAL =
      WRITTEN.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  Function.identity(), name -> name.toLowerCase(Locale.ROOT)));

  private static final Words WORDS = new Words(WRITTEN);

  private HeaderNames() {}

  /** The name that stands there, where it is one of most messages; else an empty one. */
  static String usual(byte[] text, int from, int to) {
    return WORDS.find(text, from, to);
  }

  static String lowerCase(String name) {
    String known = USUAL.get(name);
    return known == null ? name.toLowerCase(Locale.ROOT) : known;
  }

  /** The long form when there is one, else the name as given. */
  static String full(String name) {
    return name.length() == 1 ? COMPACT.getOrDefault(name.toLowerCase(Locale.ROOT), name) : name;
  }
}
