// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a token a value stands: the name of a claim, a JSON pointer ({@code
 * /realm_access/roles}, RFC 6901), or a template ({@code {preferred_username}@ims.example.net})
 * with either in braces.
 */
record ClaimSource(String text) {
  private static final Pattern SPACES = Pattern.compile(" +");
  private static final Pattern HOLE = Pattern.compile("\\{([^{}]+)}");

  /**
   * What may fill a template. Neither a space nor what divides a URI: else whoever may choose a
   * user name could add an identity of somebody else.
   */
  private static final Pattern FILLING = Pattern.compile("[A-Za-z0-9._~+-]{1,128}");

  ClaimSource {
    if (text.isBlank()) {
      throw new IllegalArgumentException("claims: a claim name is empty");
    }
    String rest = HOLE.matcher(text).replaceAll("");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      throw new IllegalArgumentException("claims: the braces do not match in " + text);
    }
  }

  /** One string. */
  String string(Map<String, Object> claims) throws TokenRejected {
    Object value =
        value(claims).orElseThrow(() -> TokenRejected.invalid("the claim " + text + " is missing"));
    if (!(value instanceof String string)) {
      throw TokenRejected.invalid("the claim " + text + " is no string");
    }
    if (string.isBlank()) {
      throw TokenRejected.invalid("the claim " + text + " is missing");
    }
    return string;
  }

  /** A list of strings, or one string with spaces between (RFC 6749 §3.3); at least one. */
  List<String> strings(Map<String, Object> claims) throws TokenRejected {
    Object value =
        value(claims).orElseThrow(() -> TokenRejected.invalid("the claim " + text + " is missing"));
    List<String> found = new ArrayList<>();
    switch (value) {
      case String string -> found.addAll(List.of(SPACES.split(string.strip(), -1)));
      case Collection<?> list -> {
        for (Object entry : list) {
          found.add(entry instanceof String string ? string : "");
        }
      }
      default -> found.add("");
    }
    if (found.isEmpty()) {
      throw TokenRejected.invalid("the claim " + text + " is missing");
    }
    for (String entry : found) {
      if (entry.isBlank()) {
        throw TokenRejected.invalid("the claim " + text + " is no list of strings");
      }
    }
    return List.copyOf(found);
  }

  /** Whatever stands there; empty when nothing does. */
  Optional<Object> value(Map<String, Object> claims) throws TokenRejected {
    if (text.indexOf('{') < 0) {
      return at(text, claims);
    }
    Matcher hole = HOLE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (hole.find()) {
      String filling = new ClaimSource(hole.group(1)).string(claims);
      if (!FILLING.matcher(filling).matches()) {
        throw TokenRejected.invalid(
            "the claim " + hole.group(1) + " cannot be part of an identity");
      }
      hole.appendReplacement(filled, Matcher.quoteReplacement(filling));
    }
    return Optional.of(hole.appendTail(filled).toString());
  }

  private static Optional<Object> at(String place, Map<String, Object> claims) {
    if (!place.startsWith("/")) {
      return Optional.ofNullable(claims.get(place));
    }
    Optional<Object> here = Optional.of(claims);
    for (String step : place.substring(1).split("/", -1)) {
      String name = step.replace("~1", "/").replace("~0", "~");
      here = here.flatMap(level -> child(level, name));
    }
    return here;
  }

  private static Optional<Object> child(Object level, String name) {
    return switch (level) {
      case Map<?, ?> members -> Optional.ofNullable(members.get(name));
      case List<?> entries
          when name.matches("\\d{1,4}") && Integer.parseInt(name) < entries.size() ->
          Optional.ofNullable(entries.get(Integer.parseInt(name)));
      default -> Optional.empty();
    };
  }
}
