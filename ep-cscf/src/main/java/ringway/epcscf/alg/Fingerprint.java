// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RFC 8122 §5.
 *
 * @param hash lower case
 * @param value upper-case hexadecimal bytes with colons
 */
public record Fingerprint(String hash, String value) {
  /** RFC 8122 §5 rules out MD2 and MD5; a certificate that fits a broken hash proves nothing. */
  private static final Set<String> HASHES = Set.of("sha-1", "sha-256", "sha-384", "sha-512");

  private static final Pattern FORM =
      Pattern.compile("\\s*(\\S+) +([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){15,63})\\s*");

  static Optional<Fingerprint> of(String attribute) {
    Matcher parts = FORM.matcher(attribute);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String hash = parts.group(1).toLowerCase(Locale.ROOT);
    return HASHES.contains(hash)
        ? Optional.of(new Fingerprint(hash, parts.group(2).toUpperCase(Locale.ROOT)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return hash + " " + value;
  }
}
