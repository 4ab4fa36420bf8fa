// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.Secret;

/**
 * Which tokens are accepted.
 *
 * @param audience must be in {@code aud}
 * @param scope must be in {@code scope}
 * @param clockSkew how far the clocks of WAF and eP-CSCF may differ
 * @param cacheSize verified tokens remembered at most
 * @param nativeSignatures whether ES256 may be verified outside the JDK
 * @param replay what becomes of a token that registers a second client
 * @param introspection bounds of asking WAFs about reference tokens
 * @param decryptionKeys private JWKs that tokens may be encrypted for
 */
public record TokenConfig(
    String audience,
    String scope,
    Duration clockSkew,
    int cacheSize,
    boolean nativeSignatures,
    Replay replay,
    Lookups introspection,
    List<Secret> decryptionKeys,
    List<Issuer> issuers) {
  /** A second client is one on another connection with another instance. */
  public enum Replay {
    ALLOW,
    REFUSE
  }

  /**
   * @param remember how long an answer holds, never beyond the end of the token
   * @param atOnce more are answered 503 at once
   */
  public record Lookups(Duration remember, int atOnce) {
    public Lookups {
      if (remember.isNegative() || remember.compareTo(Duration.ofMinutes(5)) > 0) {
        throw new IllegalArgumentException("introspection.remember must be 0s to 5m");
      }
      if (atOnce < 1 || atOnce > 10_000) {
        throw new IllegalArgumentException("introspection.at-once must be 1 to 10000");
      }
    }
  }

  private static final String ACCESS_TOKEN = "at+jwt";
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
    decryptionKeys = List.copyOf(decryptionKeys);
    var _ = new TokenDecryption(decryptionKeys); // says now what is wrong with them
  }

  /**
   * One trusted WAF.
   *
   * @param issuer compared with {@code iss} byte by byte
   * @param jwksUri where its keys are; found through its metadata when empty
   * @param thirdParty whether it is not the operator's own (TS 33.203 X.4.2.3)
   * @param typ header type of its access tokens: {@code at+jwt} (RFC 9068) or {@code JWT}
   * @param require claims that must have these values; must tell access tokens when {@code typ}
   *     does not
   * @param introspection how to ask about its reference tokens; it has none when empty
   * @param pools patterns of the IMPIs each WWSF may give out; any when empty
   */
  public record Issuer(
      String issuer,
      Optional<URI> jwksUri,
      boolean thirdParty,
      Claims claims,
      Optional<String> typ,
      Optional<Map<String, String>> require,
      Optional<IntrospectionConfig> introspection,
      Optional<Map<String, List<String>>> pools) {
    public Issuer {
      URI uri = URI.create(issuer);
      requireSecure("issuer", uri);
      // RFC 8414 §2.
      if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException("issuer has neither query nor fragment: " + issuer);
      }
      jwksUri.ifPresent(given -> requireSecure("jwks-uri", given));
      if (!typ.orElse(ACCESS_TOKEN).matches("(?i)at\\+jwt|jwt")) {
        throw new IllegalArgumentException("typ is at+jwt or JWT, found " + typ.get());
      }
      boolean telling = require.filter(values -> !values.isEmpty()).isPresent();
      if (!typ.orElse(ACCESS_TOKEN).equalsIgnoreCase(ACCESS_TOKEN) && !telling) {
        throw new IllegalArgumentException(
            "typ JWT needs `require` with what tells access tokens from ID tokens, such as"
                + " {typ: Bearer}");
      }
      var _ = new IdentityPools(pools.orElse(Map.of())); // says now what is wrong with them
    }

    /** Whether a header of this type is one of its access tokens. */
    boolean accepts(String type) {
      if (type.equals(ACCESS_TOKEN)) {
        return true;
      }
      String bare = type.toLowerCase(Locale.ROOT).replaceFirst("^application/", "");
      return bare.equals(ACCESS_TOKEN) || bare.equalsIgnoreCase(typ.orElse(ACCESS_TOKEN));
    }
  }

  /**
   * Where the identities stand; no claim is registered for them, so each WAF has its own. Each is a
   * name, a JSON pointer or a template: see {@link ClaimSource}.
   *
   * @param scope of what the token allows; {@code scope} when empty
   */
  public record Claims(String impi, String impus, String wwsf, Optional<String> scope) {
    public Claims {
      for (String text : List.of(impi, impus, wwsf, scope.orElse("scope"))) {
        var _ = new ClaimSource(text); // says now what is wrong with it
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
