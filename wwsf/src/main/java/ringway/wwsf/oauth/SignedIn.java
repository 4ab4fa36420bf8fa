// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whom a session is for, with what the WAF gave for it.
 *
 * @param subject the user; empty for a visitor
 * @param accessToken opaque to the WWSF; only the eP-CSCF looks inside
 * @param impus the default identity first
 * @param idToken of the sign-in, shown when it is to end at the provider too
 * @param lease when the identities are lent from a pool
 */
public record SignedIn(
    Optional<String> subject,
    String impi,
    List<String> impus,
    String accessToken,
    Instant receivedAt,
    Instant expiresAt,
    Optional<String> refreshToken,
    Optional<String> idToken,
    Optional<Lease> lease) {

  /** A pair lent by the WAF until then. */
  public record Lease(String id, Instant until) {}

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
    return "SignedIn[subject=" + subject.orElse("(visitor)") + ", expiresAt=" + expiresAt + "]";
  }
}
