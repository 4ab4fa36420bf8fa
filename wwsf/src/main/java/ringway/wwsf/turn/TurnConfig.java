// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.turn;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import ringway.runtime.config.Secret;

/**
 * Short-lived TURN credentials (TS 33.203 X.5.1), section {@code wwsf.turn}.
 *
 * @param secret shared with the TURN server, its {@code static-auth-secret}
 * @param life of a credential
 */
public record TurnConfig(List<String> urls, Optional<Secret> secret, Duration life, OAuth oauth) {
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /**
   * Tokens of RFC 7635, which the TURN server checks by itself.
   *
   * @param kid names the key at the TURN server
   * @param key 32 bytes in base64, shared with the TURN server
   * @param serverName what the TURN server calls itself; a token is good for no other
   */
  public record OAuth(Optional<String> kid, Optional<Secret> key, String serverName) {
    static final int KEY_BYTES = 32;

    public OAuth {
      if (kid.isPresent() != key.isPresent() || (kid.isPresent() && serverName.isBlank())) {
        throw new IllegalArgumentException("oauth needs kid, key and server-name together");
      }
      key.ifPresent(OAuth::bytes);
    }

    static byte[] bytes(Secret key) {
      try {
        byte[] bytes = Base64.getDecoder().decode(key.reveal());
        if (bytes.length == KEY_BYTES) {
          return bytes;
        }
      } catch (IllegalArgumentException _) {
        // said below, without quoting the key
      }
      throw new IllegalArgumentException("oauth.key is 32 bytes: openssl rand -base64 32");
    }
  }

  public TurnConfig {
    if (!urls.stream().allMatch(url -> url.matches("turns?:\\S+"))) {
      throw new IllegalArgumentException(
          "turn.urls are such as turn:turn.example.net:3478, found " + urls);
    }
    if (urls.isEmpty() == (secret.isPresent() || oauth.kid().isPresent())) {
      throw new IllegalArgumentException("turn needs urls, and a secret or oauth key with them");
    }
    if (life.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("life must be at least 1m, found " + life);
    }
    urls = List.copyOf(urls);
  }
}
