// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.audit.Audit;
import ringway.waf.oauth.TokenRevocations;
import ringway.waf.store.Handle;

/**
 * What has been revoked before its time. Known to this node once the call has returned, to the
 * others after {@link #CACHED}. Thread-safe.
 */
public final class Revocations implements TokenRevocations {
  /** How long an answer is believed without asking the database, which other nodes share. */
  static final Duration CACHED = Duration.ofSeconds(1);

  private static final int MAX_CACHED = 50_000;

  /** For tokens that are being made right now, and for clocks that differ. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private record Asked(String jti, String sid, String impi, Instant issuedAt) {}

  /**
   * @param epoch when it was asked: an answer from before the last revocation is none
   */
  private record Answer(boolean revoked, long epoch) {}

  private final Jdbi jdbi;
  private final Clock clock;
  private final Duration longestToken;
  private final Bell bell;
  private final AtomicLong epoch = new AtomicLong();
  private final Cache<Asked, Answer> answers =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(CACHED).build();

  Revocations(Jdbi jdbi, Clock clock, Duration longestToken, Bell bell) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.longestToken = longestToken;
    this.bell = bell;
  }

  @Override
  public void revokeToken(String jti, String subject, String clientId, Instant expiresAt) {
    if (expiresAt.plus(SLACK).isAfter(clock.instant())) {
      revoke(Kind.TOKEN, jti, expiresAt.plus(SLACK));
      Audit.record("token revoked", "jti", jti, "user", subject, "client", clientId);
    }
  }

  @Override
  public void revokeSession(String sessionId) {
    revoke(Kind.SESSION, sessionId, latestEnd());
    Audit.record("session revoked", "sid", sessionId);
  }

  /** Ends every token issued so far for a subscription; those issued later are not concerned. */
  public void revokeSubscription(String impi) {
    revoke(Kind.SUBSCRIPTION, impi, latestEnd());
    Audit.record("subscription revoked", "impi", impi);
  }

  private Instant latestEnd() {
    return clock.instant().plus(longestToken).plus(SLACK);
  }

  private void revoke(Kind kind, String subject, Instant expiresAt) {
    long now = clock.millis();
    long until = expiresAt.toEpochMilli();
    SecurityEvent event =
        new SecurityEvent(Handle.fresh(), kind, subject, Instant.ofEpochMilli(now));
    jdbi.useTransaction(
        db -> {
          db.execute(
              "INSERT INTO revocations (kind, subject, revoked_at, expires_at)"
                  + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
              kind.name(),
              subject,
              now,
              until);
          // A subscription may be revoked again, and what was revoked stays so.
          db.execute(
              "UPDATE revocations SET revoked_at = GREATEST(revoked_at, ?),"
                  + " expires_at = GREATEST(expires_at, ?) WHERE kind = ? AND subject = ?",
              now,
              until,
              kind.name(),
              subject);
          EventStore.add(db, event, until);
        });
    epoch.incrementAndGet();
    bell.ring();
  }

  @Override
  public boolean isRevoked(String jti, String sid, String impi, Instant issuedAt) {
    Asked asked = new Asked(jti, sid, impi, issuedAt);
    Answer known = answers.getIfPresent(asked);
    long asking = epoch.get();
    if (known != null && known.epoch() == asking) {
      return known.revoked();
    }
    boolean revoked = ask(asked);
    answers.put(asked, new Answer(revoked, asking));
    return revoked;
  }

  private boolean ask(Asked asked) {
    return jdbi.withHandle(
        db ->
            db.createQuery(
                    "SELECT 1 FROM revocations WHERE expires_at > :now"
                        + " AND ((kind = 'TOKEN' AND subject = :jti)"
                        + " OR (kind = 'SESSION' AND subject = :sid)"
                        + " OR (kind = 'SUBSCRIPTION' AND subject = :impi"
                        + " AND revoked_at >= :issued)) LIMIT 1")
                .bind("now", clock.millis())
                .bind("jti", asked.jti())
                .bind("sid", asked.sid())
                .bind("impi", asked.impi())
                .bind("issued", asked.issuedAt().toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }
}
