// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.config.Secret;

/** Settings as the reference file has them; tests change one thing. */
final class TokenSettings {
  static final TokenConfig.Claims CLAIMS =
      new TokenConfig.Claims("impi", "impus", "wwsf", Optional.empty());

  private TokenSettings() {}

  static TokenConfig of(Duration skew, int cacheSize, TokenConfig.Issuer... issuers) {
    return of("sip:ims.example.net", "ims.register", skew, cacheSize, List.of(issuers));
  }

  static TokenConfig of(
      String audience, String scope, Duration skew, int cacheSize, List<TokenConfig.Issuer> all) {
    return new TokenConfig(
        audience,
        scope,
        skew,
        cacheSize,
        true,
        TokenConfig.Replay.ALLOW,
        new TokenConfig.Lookups(Duration.ofSeconds(10), 64),
        List.of(),
        all);
  }

  static TokenConfig decrypting(TokenConfig config, String... jwks) {
    return new TokenConfig(
        config.audience(),
        config.scope(),
        config.clockSkew(),
        config.cacheSize(),
        config.nativeSignatures(),
        config.replay(),
        config.introspection(),
        List.of(jwks).stream().map(Secret::of).toList(),
        config.issuers());
  }

  static TokenConfig.Issuer issuer(String issuer, Optional<URI> jwksUri, boolean thirdParty) {
    return new TokenConfig.Issuer(
        issuer,
        jwksUri,
        thirdParty,
        CLAIMS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static TokenConfig.Issuer introspected(String issuer, IntrospectionConfig how) {
    return new TokenConfig.Issuer(
        issuer,
        Optional.empty(),
        false,
        CLAIMS,
        Optional.empty(),
        Optional.empty(),
        Optional.of(how),
        Optional.empty());
  }

  static TokenConfig.Issuer withPools(String issuer, Map<String, List<String>> pools) {
    return new TokenConfig.Issuer(
        issuer,
        Optional.empty(),
        false,
        CLAIMS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(pools));
  }
}
