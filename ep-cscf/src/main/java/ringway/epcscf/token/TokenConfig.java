// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which tokens are accepted.
 *
 * @param audience must be in {@code aud}
 * @param scope must be in {@code scope}
 * @param clockSkew how far the clocks of WAF and eP-CSCF may differ
 * @param cacheSize verified tokens remembered at most
 * @param nativeSignatures whether ES256 may be verified outside the JDK
 */
public record TokenConfig(
    String audience,
    String scope,
    Duration clockSkew,
    int cacheSize,
    boolean nativeSignatures,
    List<Issuer> issuers) {
  private static final Duration MAX_SKEW = Duration.ofMinutes(10);

  public TokenConfig {
    if (audience.isBlank()) {
      throw new IllegalArgumentException("audience is what tokens for this eP-CSCF are issued to");
    }
    if (scope.isBlank() || scope.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("scope is one scope value, such as ims.register");
    }
    if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("clock-skew must be 0s to 10m");
    }
    if (cacheSize < 1) {
      throw new IllegalArgumentException("cache-size must be 1 or more, found " + cacheSize);
    }
    if (issuers.isEmpty()) {
      throw new IllegalArgumentException("issuers must name at least one WAF");
    }
    Set<String> names = new HashSet<>();
    for (Issuer issuer : issuers) {
      if (!names.add(issuer.issuer())) {
        throw new IllegalArgumentException("issuers names " + issuer.issuer() + " twice");
      }
    }
    issuers = List.copyOf(issuers);
  }

  /**
   * One trusted WAF.
   *
   * @param issuer compared with {@code iss} byte by byte
   * @param jwksUri where its keys are; found through its metadata when empty
   * @param thirdParty whether it is not the operator's own (TS 33.203 X.4.2.3)
   */
  public record Issuer(String issuer, Optional<URI> jwksUri, boolean thirdParty, Claims claims) {
    public Issuer {
      URI uri = URI.create(issuer);
      requireSecure("issuer", uri);
      // RFC 8414 §2.
      if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException("issuer has neither query nor fragment: " + issuer);
      }
      jwksUri.ifPresent(given -> requireSecure("jwks-uri", given));
    }
  }

  /** Names of the claims that hold the identities; none is registered, so each WAF has its own. */
  public record Claims(String impi, String impus, String wwsf) {
    public Claims {
      for (String name : List.of(impi, impus, wwsf)) {
        if (name.isBlank()) {
          throw new IllegalArgumentException("claims: a claim name is empty");
        }
      }
    }
  }

  private static void requireSecure(String key, URI uri) {
    if (!isSecure(uri)) {
      throw new IllegalArgumentException(
          key + " is an https: address, or http: on loopback; found " + uri);
    }
  }

  /** Keys fetched in clear over a network could be anybody's. */
  static boolean isSecure(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return false;
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    boolean loopback =
        host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    return "https".equalsIgnoreCase(uri.getScheme())
        || ("http".equalsIgnoreCase(uri.getScheme()) && loopback);
  }
}
