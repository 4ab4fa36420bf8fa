// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sso;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * Single sign-on in REGISTER.
 *
 * @param verify the WAF's digest check; without it there is no single sign-on
 * @param clientId who we are to the WAF
 * @param realm of the challenge; the home domain when empty
 * @param algorithms offered, the best first (RFC 8760 §2.4)
 * @param nonceLife how long an answer is waited for
 * @param header carries the fresh token in the 200, and a token in REGISTER where a client cannot
 *     write Authorization
 * @param tokenOverLoopback whether a client on loopback gets its token without TLS
 * @param timeout for an answer of the WAF
 */
public record SsoConfig(
    Optional<URI> verify,
    String clientId,
    Optional<Secret> clientSecret,
    Optional<String> realm,
    List<Algorithm> algorithms,
    Duration nonceLife,
    String header,
    boolean tokenOverLoopback,
    Duration timeout) {

  /** RFC 8760 §2.1. */
  public enum Algorithm {
    SHA_256("SHA-256"),
    SHA_512_256("SHA-512-256"),
    MD5("MD5");

    private final String word;

    Algorithm(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    /** Without a name it is MD5 (RFC 7616 §3.3). */
    boolean isNamed(String given) {
      return word.equalsIgnoreCase(given.isEmpty() ? MD5.word : given);
    }
  }

  public SsoConfig {
    verify.ifPresent(SsoConfig::requireSecure);
    if (verify.isPresent() && clientSecret.isEmpty()) {
      throw new IllegalArgumentException("sso.client-secret is needed to ask the WAF");
    }
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException("sso.algorithms names at least one algorithm");
    }
    // Logs and ladders know by its name that such a header holds a token.
    if (!header.matches("[A-Za-z][A-Za-z0-9-]{0,40}-Token")) {
      throw new IllegalArgumentException(
          "sso.header is a header name that ends in -Token, found `" + header + "`");
    }
    require("sso.nonce-life", nonceLife, Duration.ofHours(1));
    require("sso.timeout", timeout, Duration.ofSeconds(20));
    algorithms = List.copyOf(algorithms);
  }

  private static void require(String key, Duration value, Duration longest) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          key + " must be 1s to " + longest.toSeconds() + "s, found " + value.toSeconds() + "s");
    }
  }

  /** Our secret and the user's token pass there. */
  private static void requireSecure(URI uri) {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    boolean loopback =
        host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    if (host.isEmpty()
        || !("https".equalsIgnoreCase(uri.getScheme())
            || ("http".equalsIgnoreCase(uri.getScheme()) && loopback))) {
      throw new IllegalArgumentException(
          "sso.verify is an https: address, or http: on loopback; found " + uri);
    }
  }
}
