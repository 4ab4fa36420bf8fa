// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;

/** Revocations a single node knows of, remembered longer than any token lives. Thread-safe. */
public final class LocalRevocations implements TokenRevocations {
  private static final int MAX_REVOKED = 100_000;

  private final Cache<String, Boolean> tokens;
  private final Cache<String, Boolean> sessions;

  /**
   * @param tokenLife of the longest-lived access token
   */
  public LocalRevocations(Duration tokenLife) {
    tokens = remembering(tokenLife.multipliedBy(2));
    sessions = remembering(tokenLife.multipliedBy(2));
  }

  private static Cache<String, Boolean> remembering(Duration life) {
    return Caffeine.newBuilder().maximumSize(MAX_REVOKED).expireAfterWrite(life).build();
  }

  @Override
  public void revokeToken(String jti, String subject, String clientId, Instant expiresAt) {
    tokens.put(jti, true);
  }

  @Override
  public void revokeSession(String sessionId) {
    sessions.put(sessionId, true);
  }

  @Override
  public boolean isRevoked(String jti, String sid, String impi, Instant issuedAt) {
    return tokens.getIfPresent(jti) != null || sessions.getIfPresent(sid) != null;
  }
}
