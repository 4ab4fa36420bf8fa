// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * RFC 8122 §5.
 *
 * @param hash lower case
 * @param value upper-case hexadecimal bytes with colons
 */
public record Fingerprint(String hash, String value) {
  /** RFC 8122 §5 rules out MD2 and MD5; a certificate that fits a broken hash proves nothing. */
  private static final Set<String> HASHES = Set.of("sha-1", "sha-256", "sha-384", "sha-512");

  static Optional<Fingerprint> of(String attribute) {
    String[] parts = attribute.strip().split(" +");
    if (parts.length != 2 || !parts[1].matches("(?i)[0-9a-f]{2}(:[0-9a-f]{2}){15,63}")) {
      return Optional.empty();
    }
    String hash = parts[0].toLowerCase(Locale.ROOT);
    return HASHES.contains(hash)
        ? Optional.of(new Fingerprint(hash, parts[1].toUpperCase(Locale.ROOT)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return hash + " " + value;
  }
}
