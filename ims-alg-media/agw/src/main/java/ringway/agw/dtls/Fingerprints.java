// SPDX-License-Identifier: Apache-2.0
package ringway.agw.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ringway.iq.Fingerprint;

/** Certificate fingerprints, RFC 8122 §5. */
public final class Fingerprints {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  private Fingerprints() {}

  /** Empty for a hash that is unknown or, as MD5 and SHA-1 are, broken. */
  public static Optional<Fingerprint> of(String hash, byte[] certificate) {
    return algorithm(hash)
        .map(
            algorithm ->
                new Fingerprint(
                    hash.toLowerCase(Locale.ROOT),
                    COLONS.formatHex(digest(algorithm, certificate))));
  }

  public static boolean usable(Fingerprint fingerprint) {
    return algorithm(fingerprint.hash()).isPresent();
  }

  /** Whether the certificate fits one of them. */
  public static boolean fit(List<Fingerprint> signalled, byte[] certificate) {
    return signalled.stream()
        .anyMatch(
            fingerprint ->
                of(fingerprint.hash(), certificate)
                    .filter(own -> own.value().equalsIgnoreCase(fingerprint.value()))
                    .isPresent());
  }

  private static Optional<String> algorithm(String hash) {
    return switch (hash.toLowerCase(Locale.ROOT)) {
      case "sha-256" -> Optional.of("SHA-256");
      case "sha-384" -> Optional.of("SHA-384");
      case "sha-512" -> Optional.of("SHA-512");
      default -> Optional.empty();
    };
  }

  private static byte[] digest(String algorithm, byte[] certificate) {
    try {
      return MessageDigest.getInstance(algorithm).digest(certificate);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no " + algorithm, e);
    }
  }
}
