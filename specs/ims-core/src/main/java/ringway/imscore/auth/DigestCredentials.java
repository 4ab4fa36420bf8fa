// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of {@code Authorization: Digest} (RFC 3261 §22.4), read from its text.
 *
 * @param written the header value as it came
 */
public record DigestCredentials(String written, Map<String, String> parameters) {
  private static final Pattern PARAMETER =
      Pattern.compile("([\\w-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,\\s]+))");

  /** Empty when the scheme is another one. */
  public static Optional<DigestCredentials> parse(String value) {
    if (!value.regionMatches(true, 0, "Digest ", 0, 7)) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(value.substring(7));
    while (matcher.find()) {
      String text = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), text);
    }
    return Optional.of(new DigestCredentials(value, Map.copyOf(parameters)));
  }

  /** TS 24.229 §7.2A.2: the sender vouches that it has authenticated the user. */
  public boolean authDone() {
    return get("integrity-protected").equals("auth-done");
  }

  /** The Digest of an edge that trusts nobody's word: nothing but a name, if that. */
  public static DigestCredentials none() {
    return new DigestCredentials("", Map.of());
  }

  /** For showing: with a trusted node's word the answer is empty, any other one is kept secret. */
  public String masked() {
    return written.replaceAll("(?i)(response|auts)\\s*=\\s*\"[^\"]+\"", "$1=\"***\"");
  }

  public String get(String name) {
    return parameters.getOrDefault(name, "");
  }
}
