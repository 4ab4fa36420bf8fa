// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.turn;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Credentials any TURN server with the same secret can check by itself
 * (draft-uberti-behave-turn-rest): the user name says when they end, the password is its HMAC.
 */
public final class TurnCredentials {
  private static final int NAME_CHARACTERS = 16;

  private final TurnConfig config;
  private final Clock clock;

  public TurnCredentials(TurnConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * In the shape of WebRTC's {@code RTCIceServer}; empty without a secret.
   *
   * @param session tells sessions apart in the TURN server's log, and nothing else
   */
  public Optional<Map<String, Object>> iceServer(String session) {
    return config
        .secret()
        .map(
            secret -> {
              String user =
                  clock.instant().plus(config.life()).getEpochSecond()
                      + ":"
                      + session.substring(0, Math.min(NAME_CHARACTERS, session.length()));
              return Map.of(
                  "urls", List.copyOf(config.urls()),
                  "username", user,
                  "credential", hmac(secret.reveal(), user));
            });
  }

  private static String hmac(String secret, String user) {
    try {
      // SHA-1 because TURN servers know no other here; HMAC does not rest on collisions.
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA1", e);
    }
  }
}
