// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.time.Instant;

/** What has been revoked before its time. Thread-safe; the same for all nodes. */
public interface TokenRevocations {
  void revokeToken(String jti, String subject, String clientId, Instant expiresAt);

  /**
   * Ends every access token of one sign-in.
   *
   * @param sessionId the refresh family, which is the {@code sid} of its tokens
   */
  void revokeSession(String sessionId);

  /**
   * @param sid empty for tokens that belong to no session
   * @param impi empty for tokens without a user
   */
  boolean isRevoked(String jti, String sid, String impi, Instant issuedAt);
}
