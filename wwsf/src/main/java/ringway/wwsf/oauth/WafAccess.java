// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * How an OpenID provider is reached and as whom. One of {@code clientSecret}, {@code clientKey} and
 * a certificate in {@code tls} is needed to start.
 *
 * @param issuer byte for byte what the provider calls itself (RFC 8414 §3.3)
 * @param clientKey JWK file of the key for {@code private_key_jwt}
 * @param endSession whether signing out here also ends the browser's session there
 * @param timeout longest wait for an answer
 */
public record WafAccess(
    URI issuer,
    String clientId,
    Optional<Secret> clientSecret,
    Optional<Path> clientKey,
    ClientTls tls,
    List<String> scopes,
    Claims claims,
    boolean endSession,
    Duration timeout) {

  /**
   * Names of the claims of the ID token that hold the IMS identities.
   *
   * @param impus a list of texts, or one text
   */
  public record Claims(String impi, String impus) {
    public Claims {
      if (impi.isBlank() || impus.isBlank()) {
        throw new IllegalArgumentException("claims.impi and claims.impus name claims");
      }
    }
  }

  /**
   * What is shown to the provider and believed of it.
   *
   * @param certificate PEM chain shown when it asks (RFC 8705)
   * @param key PEM private key of it (PKCS#8)
   * @param trustedCa PEM of the authorities its own certificate must come from; else the JVM's
   */
  public record ClientTls(
      Optional<Path> certificate, Optional<Path> key, Optional<Path> trustedCa) {
    public ClientTls {
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException("tls.certificate and tls.key are given together");
      }
    }
  }

  public WafAccess {
    if (issuer.getHost() == null || !("" + issuer.getScheme()).matches("https?")) {
      throw new IllegalArgumentException("issuer must be an https address, found `" + issuer + "`");
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("client-id must name this WWSF at the WAF");
    }
    if (!scopes.contains("openid")) {
      throw new IllegalArgumentException(
          "scopes must hold `openid`, without which the WAF does not say who signed in");
    }
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must be longer than nothing");
    }
    if (clientSecret.isPresent() && clientKey.isPresent()) {
      throw new IllegalArgumentException("give one of client-secret and client-key");
    }
    scopes = List.copyOf(scopes);
  }
}
