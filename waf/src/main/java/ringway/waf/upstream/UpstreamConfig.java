// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.Secret;

/**
 * A provider that may sign our users in.
 *
 * @param id stands in addresses, {@code /upstream/<id>}
 * @param name shown on the login page
 * @param scopes asked for; openid alone when left out
 * @param accounts how an account there becomes a user here
 * @param claim with {@code claim}: whose value is the user's name here
 * @param domain with {@code identities}: the only one the provider may name identities of
 * @param timeout for each answer of the provider
 */
public record UpstreamConfig(
    String id,
    String name,
    URI issuer,
    String clientId,
    Secret secret,
    Optional<List<String>> scopes,
    Accounts accounts,
    Optional<String> claim,
    Optional<String> domain,
    Optional<Duration> timeout) {
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** How an account at the provider becomes a user here. */
  public enum Accounts {
    /** By a link an administrator has made. */
    LINKED,
    /** By the name in a claim; the first sign-in makes the link. */
    CLAIM,
    /** The provider is trusted to name IMPI and IMPUs itself, in claims impi and impus. */
    IDENTITIES
  }

  public UpstreamConfig {
    if (!id.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException(
          "an upstream id has 1 to 32 small letters, digits or -, found `" + id + "`");
    }
    if (!isSafe(issuer)) {
      throw new IllegalArgumentException(
          "issuer of upstream `" + id + "` must be an https address (http only on loopback)");
    }
    if (scopes.filter(list -> !list.contains("openid")).isPresent()) {
      throw new IllegalArgumentException("scopes of upstream `" + id + "` must hold openid");
    }
    if (accounts == Accounts.CLAIM && claim.isEmpty()) {
      throw new IllegalArgumentException("upstream `" + id + "` with accounts claim needs claim");
    }
    if (accounts == Accounts.IDENTITIES && domain.isEmpty()) {
      throw new IllegalArgumentException(
          "upstream `" + id + "` with accounts identities needs domain");
    }
    if (timeout.filter(it -> !it.isPositive()).isPresent()) {
      throw new IllegalArgumentException("timeout of upstream `" + id + "` must be above zero");
    }
    scopes = scopes.map(List::copyOf);
  }

  /** Whether what is sent there stays secret. */
  static boolean isSafe(URI address) {
    return address.getHost() != null
        && ("https".equals(address.getScheme())
            || ("http".equals(address.getScheme())
                && Set.of("localhost", "127.0.0.1", "[::1]").contains(address.getHost())));
  }
}
