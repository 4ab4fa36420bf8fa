// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the WAF gave for a user.
 *
 * @param accessToken opaque to the WWSF; only the eP-CSCF looks inside
 * @param impus the default identity first
 */
public record SignedIn(
    String subject,
    String impi,
    List<String> impus,
    String accessToken,
    Instant receivedAt,
    Instant expiresAt,
    Optional<String> refreshToken) {

  public SignedIn {
    impus = List.copyOf(impus);
  }

  /** In the second half of its life a token is replaced, so that whoever asks early gets a new. */
  public boolean pastHalfLife(Instant now) {
    Duration half = Duration.between(receivedAt, expiresAt).dividedBy(2);
    return !now.isBefore(receivedAt.plus(half));
  }

  public boolean expired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** Without tokens, so that none reaches a log by way of this record. */
  @Override
  public String toString() {
    return "SignedIn[subject=" + subject + ", expiresAt=" + expiresAt + "]";
  }
}
