// SPDX-License-Identifier: Apache-2.0
package ringway.waf.pool;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.SubscriptionRows;
import ringway.waf.pool.LendRefused.Reason;

/**
 * Lends pairs. All that keeps one from being lent twice is {@code free_at} of its row, moved ahead
 * in the transaction that lends it, before any token exists: a node that dies at any moment leaves
 * a pair that rests too long, never one that rests too short. Thread-safe.
 */
public final class Pools {
  private static final String LEASE_COLUMNS =
      "SELECT impi, impus, pool, lease, client_id, holder, lent_until, tokens_until FROM"
          + " subscriptions ";

  /** Of a pair that another transaction took between our look and our grip. */
  private static final int TRIES = 32;

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

  private final Jdbi jdbi;
  private final Clock clock;
  private final Duration tokenLife;
  private final Duration margin;
  private final Duration longestLease;

  /**
   * @param tokenLife of the tokens made for a lease
   */
  public Pools(Jdbi jdbi, Clock clock, Duration tokenLife, PoolsConfig config) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.tokenLife = tokenLife;
    this.margin = config.margin();
    this.longestLease = config.longestLease();
  }

  /** Whether a token made up to now ends before the quarantine of its lease does. */
  public boolean covers(Lease lease) {
    Instant tokenEnd = clock.instant().plus(tokenLife);
    // The other half of the margin is for clocks that differ.
    return !tokenEnd.isAfter(lease.tokensUntil().plus(margin.dividedBy(2)));
  }

  /**
   * Lends the pair that has rested longest. The caller has checked that the pool is assigned to the
   * client.
   *
   * @param leaseId fresh, nobody can guess it
   * @throws LendRefused when there is no such pool or no pair is free
   */
  public Lease lend(
      String clientId, String pool, String holder, Duration duration, String leaseId) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Lease> lease =
          jdbi.inTransaction(
              handle -> tryLend(handle, clientId, pool, holder, shortened(duration), leaseId));
      if (lease.isPresent()) {
        return lease.get();
      }
      pause();
    }
    throw new LendRefused(Reason.EMPTY, "pool `" + pool + "` is being emptied by others");
  }

  /** For the other transaction to end; all who wait go on at moments of their own. */
  private static void pause() {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toNanos()));
  }

  /** Empty when another transaction was in between, so that it has to be tried again. */
  private Optional<Lease> tryLend(
      Handle handle, String clientId, String pool, String holder, Duration wanted, String id) {
    Instant now = clock.instant();
    // SKIP LOCKED: a pair that is being lent or renewed just now is not waited for.
    Optional<Subscription> free =
        handle
            .createQuery(
                "SELECT impi, impus FROM subscriptions WHERE pool = :pool AND free_at <= :now AND"
                    + " withdrawn = FALSE ORDER BY free_at, impi LIMIT 1 FOR UPDATE SKIP LOCKED")
            .bind("pool", pool)
            .bind("now", now.toEpochMilli())
            .map((row, _) -> SubscriptionRows.read(row))
            .findOne();
    if (free.isEmpty()) {
      requireFree(handle, pool, now);
      return Optional.empty();
    }
    Subscription pair = free.get();
    Instant until = now.plus(wanted);
    Instant tokens = now.plus(tokenLife);
    int taken =
        handle
            .createUpdate(
                "UPDATE subscriptions SET lease = :lease, client_id = :client, holder = :holder,"
                    + " lent_until = :until, tokens_until = :tokens, free_at = :free"
                    + " WHERE impi = :impi AND pool = :pool AND free_at <= :now"
                    + " AND withdrawn = FALSE")
            .bind("lease", id)
            .bind("client", clientId)
            .bind("holder", holder)
            .bind("until", until.toEpochMilli())
            .bind("tokens", tokens.toEpochMilli())
            .bind("free", freeAt(until, tokens))
            .bind("impi", pair.impi().value())
            .bind("pool", pool)
            .bind("now", now.toEpochMilli())
            .execute();
    return taken == 0
        ? Optional.empty()
        : Optional.of(
            new Lease(id, clientId, pool, holder, pair.impi(), pair.impus(), until, tokens));
  }

  /** H2 finds nothing when the first of several free pairs is just being lent to somebody else. */
  private static void requireFree(Handle handle, String pool, Instant now) {
    record Count(long pairs, long next) {}
    Count count =
        handle
            .createQuery(
                "SELECT COUNT(*) AS pairs, COALESCE(MIN(free_at), 0) AS next FROM subscriptions"
                    + " WHERE pool = :pool AND withdrawn = FALSE")
            .bind("pool", pool)
            .map((row, _) -> new Count(row.getLong("pairs"), row.getLong("next")))
            .one();
    if (count.pairs() == 0) {
      throw new LendRefused(Reason.EMPTY, "pool `" + pool + "` has no pairs");
    }
    if (count.next() <= now.toEpochMilli()) {
      return;
    }
    long wait = Math.max(1, (count.next() - now.toEpochMilli() + 999) / 1000);
    throw new LendRefused(
        Reason.EMPTY,
        "all "
            + count.pairs()
            + " pairs of pool `"
            + pool
            + "` are out or in quarantine; the next may be free in "
            + wait
            + " s");
  }

  /**
   * Goes on with a lease, and lets another token be made for it.
   *
   * @throws LendRefused when it has ended or is another client's
   */
  public Lease renew(String clientId, String leaseId, Duration duration) {
    return jdbi.inTransaction(
        handle -> {
          Instant now = clock.instant();
          Lease lease = live(handle, clientId, leaseId, now);
          Instant until = later(lease.until(), now.plus(shortened(duration)));
          Instant tokens = later(lease.tokensUntil(), now.plus(tokenLife));
          handle
              .createUpdate(
                  "UPDATE subscriptions SET lent_until = :until, tokens_until = :tokens,"
                      + " free_at = GREATEST(free_at, :free) WHERE lease = :lease")
              .bind("until", until.toEpochMilli())
              .bind("tokens", tokens.toEpochMilli())
              .bind("free", freeAt(until, tokens))
              .bind("lease", leaseId)
              .execute();
          return new Lease(
              leaseId,
              clientId,
              lease.pool(),
              lease.holder(),
              lease.impi(),
              lease.impus(),
              until,
              tokens);
        });
  }

  /**
   * Ends a lease; its pair rests until the tokens made for it have ended.
   *
   * @throws LendRefused when it has ended already or is another client's
   */
  public Lease giveBack(String clientId, String leaseId) {
    return jdbi.inTransaction(
        handle -> {
          Instant now = clock.instant();
          Lease lease = live(handle, clientId, leaseId, now);
          end(handle, lease, now);
          return lease;
        });
  }

  /** Ends whatever lease a pair is in, by order of an administrator. */
  public Optional<Lease> recall(Impi impi) {
    return jdbi.inTransaction(
        handle -> {
          Instant now = clock.instant();
          Optional<Lease> lease =
              handle
                  .createQuery(
                      LEASE_COLUMNS + "WHERE impi = :impi AND lease IS NOT NULL FOR UPDATE")
                  .bind("impi", impi.value())
                  .map((row, _) -> lease(row))
                  .findOne()
                  .filter(found -> found.until().isAfter(now));
          lease.ifPresent(found -> end(handle, found, now));
          return lease;
        });
  }

  private void end(Handle handle, Lease lease, Instant now) {
    handle
        .createUpdate(
            "UPDATE subscriptions SET lent_until = :now, lease = NULL, client_id = NULL,"
                + " holder = NULL, free_at = :free WHERE lease = :lease")
        .bind("now", now.toEpochMilli())
        .bind("free", freeAt(now, lease.tokensUntil()))
        .bind("lease", lease.id())
        .execute();
  }

  private Lease live(Handle handle, String clientId, String leaseId, Instant now) {
    return handle
        .createQuery(LEASE_COLUMNS + "WHERE lease = :lease AND pool IS NOT NULL FOR UPDATE")
        .bind("lease", leaseId)
        .map((row, _) -> lease(row))
        .findOne()
        .filter(lease -> lease.client().equals(clientId) && lease.until().isAfter(now))
        .orElseThrow(
            () -> new LendRefused(Reason.NO_LEASE, "there is no such lease, or it has ended"));
  }

  private static Lease lease(ResultSet row) throws SQLException {
    Subscription pair = SubscriptionRows.read(row);
    return new Lease(
        row.getString("lease"),
        row.getString("client_id"),
        row.getString("pool"),
        row.getString("holder"),
        pair.impi(),
        pair.impus(),
        Instant.ofEpochMilli(row.getLong("lent_until")),
        Instant.ofEpochMilli(row.getLong("tokens_until")));
  }

  /**
   * No token and no registration is left then: a registration ends with its token at the latest.
   */
  private long freeAt(Instant until, Instant tokensUntil) {
    return later(until, tokensUntil).plus(margin).toEpochMilli();
  }

  private Duration shortened(Duration wanted) {
    return wanted.compareTo(longestLease) > 0 ? longestLease : wanted;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
