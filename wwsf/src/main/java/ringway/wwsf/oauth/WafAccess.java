// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * How the WAF is reached and as whom.
 *
 * @param issuer byte for byte what the WAF calls itself (RFC 8414 §3.3)
 * @param clientSecret needed to start; absent only until it has been configured
 * @param timeout longest wait for an answer
 */
public record WafAccess(
    URI issuer,
    String clientId,
    Optional<Secret> clientSecret,
    List<String> scopes,
    Duration timeout) {

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
    scopes = List.copyOf(scopes);
  }

  public WafAccess withClientSecret(Secret secret) {
    return new WafAccess(issuer, clientId, Optional.of(secret), scopes, timeout);
  }
}
