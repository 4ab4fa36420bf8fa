// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.config.Secret;
import ringway.wwsf.oauth.WafAccess.Claims;
import ringway.wwsf.oauth.WafAccess.ClientTls;

/**
 * Another OpenID provider at which users sign in, section {@code wwsf.login}; their identities then
 * come from a pool of the WAF.
 *
 * @param issuer absent: users sign in at the WAF itself
 */
public record LoginAccess(
    Optional<URI> issuer,
    String clientId,
    Optional<Secret> clientSecret,
    Optional<Path> clientKey,
    List<String> scopes,
    boolean endSession,
    Duration timeout) {

  public LoginAccess {
    scopes = List.copyOf(scopes);
  }

  Optional<WafAccess> provider() {
    return issuer.map(
        address ->
            new WafAccess(
                address,
                clientId,
                clientSecret,
                clientKey,
                new ClientTls(Optional.empty(), Optional.empty(), Optional.empty()),
                scopes,
                new Claims("impi", "impus"),
                endSession,
                timeout));
  }
}
