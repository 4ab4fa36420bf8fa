// SPDX-License-Identifier: Apache-2.0
package ringway.waf.pool;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import ringway.runtime.config.ConfigError;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.SubscriptionRows;
import ringway.waf.identity.Taken;

/** Which pools there are, and which pairs are in them. Thread-safe. */
public final class PoolStore {
  /** Removes pairs and pools that were taken away, once nothing of theirs is in use. */
  public static final List<String> SWEEPS =
      List.of(
          "DELETE FROM subscriptions WHERE withdrawn = TRUE AND free_at <= :now",
          "DELETE FROM pools WHERE withdrawn = TRUE AND :now > 0 AND NOT EXISTS"
              + " (SELECT 1 FROM subscriptions s WHERE s.pool = pools.name)");

  /** A pool in numbers. */
  public record Pool(String name, boolean fromConfig, long pairs, long free) {}

  /** What a pair is doing. */
  public enum State {
    FREE,
    LENT,
    QUARANTINE
  }

  /**
   * A pair of a pool.
   *
   * @param holder the client and whom it has the pair for, while it is lent
   * @param freeAt when it can be lent again
   */
  public record Pair(
      Subscription subscription,
      State state,
      Optional<String> client,
      Optional<String> holder,
      Optional<Instant> freeAt,
      boolean withdrawn) {}

  private final Jdbi jdbi;
  private final Clock clock;

  public PoolStore(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Brings in the pools of the config file; leases of pairs that stay are not disturbed. */
  public void merge(Collection<PoolsConfig.Entry> configured) {
    List<String> names = configured.stream().map(PoolsConfig.Entry::name).toList();
    try {
      jdbi.useTransaction(
          handle -> {
            SubscriptionRows.takeTurns(handle);
            handle
                .createQuery("SELECT name FROM pools WHERE from_config = TRUE FOR UPDATE")
                .mapTo(String.class)
                .list()
                .stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> withdraw(handle, name));
            configured.forEach(entry -> put(handle, entry));
          });
    } catch (Taken e) {
      throw new ConfigError("waf.pools: " + e.getMessage(), e);
    }
  }

  private void put(Handle handle, PoolsConfig.Entry entry) {
    insert(handle, entry.name());
    handle.execute(
        "UPDATE pools SET from_config = TRUE, withdrawn = FALSE WHERE name = ?", entry.name());
    List<String> wanted = entry.pairs().stream().map(pair -> pair.impi().value()).toList();
    for (String impi : impis(handle, entry.name())) {
      if (!wanted.contains(impi)) {
        withdraw(handle, entry.name(), new Impi(impi));
      }
    }
    for (Subscription pair : entry.pairs()) {
      int known =
          handle.execute(
              "UPDATE subscriptions SET impus = ?, withdrawn = FALSE WHERE impi = ? AND pool = ?",
              SubscriptionRows.lines(pair.impus()),
              pair.impi().value(),
              entry.name());
      if (known == 0) {
        SubscriptionRows.addToPool(handle, entry.name(), 0, pair);
      }
    }
  }

  private static List<String> impis(Handle handle, String pool) {
    return handle
        .createQuery("SELECT impi FROM subscriptions WHERE pool = :pool FOR UPDATE")
        .bind("pool", pool)
        .mapTo(String.class)
        .list();
  }

  private static void insert(Handle handle, String name) {
    handle.execute(
        "INSERT INTO pools (name, from_config, withdrawn) VALUES (?, FALSE, FALSE)"
            + " ON CONFLICT DO NOTHING",
        name);
  }

  /**
   * Adds pairs to a pool, which comes to be by that; all or none.
   *
   * @throws Taken when an IMPI belongs to somebody else, or the pool is one of the config file
   */
  public void add(String pool, List<Subscription> pairs) {
    PoolsConfig.requireName(pool);
    jdbi.useTransaction(
        handle -> {
          insert(handle, pool);
          lockOwn(handle, pool);
          handle.execute("UPDATE pools SET withdrawn = FALSE WHERE name = ?", pool);
          pairs.forEach(pair -> SubscriptionRows.addToPool(handle, pool, 0, pair));
        });
  }

  /**
   * Takes a pair out of a pool, at once when it is free, else when it comes to be; false when there
   * is none.
   */
  public boolean remove(String pool, Impi impi) {
    return jdbi.inTransaction(handle -> lockOwn(handle, pool) && withdraw(handle, pool, impi));
  }

  /** Takes a pool away; pairs that are out go when they come back. False when there is none. */
  public boolean remove(String pool) {
    return jdbi.inTransaction(handle -> lockOwn(handle, pool) && withdraw(handle, pool));
  }

  private static boolean lockOwn(Handle handle, String pool) {
    Optional<Boolean> fromConfig =
        handle
            .createQuery("SELECT from_config FROM pools WHERE name = :pool FOR UPDATE")
            .bind("pool", pool)
            .mapTo(Boolean.class)
            .findOne();
    if (fromConfig.orElse(false)) {
      throw new Taken("pool", "pool `" + pool + "` stands in the config file; change it there");
    }
    return fromConfig.isPresent();
  }

  private boolean withdraw(Handle handle, String pool) {
    impis(handle, pool).forEach(impi -> withdraw(handle, pool, new Impi(impi)));
    handle.execute("UPDATE pools SET withdrawn = TRUE, from_config = FALSE WHERE name = ?", pool);
    handle.execute(
        "DELETE FROM pools WHERE name = ? AND NOT EXISTS"
            + " (SELECT 1 FROM subscriptions s WHERE s.pool = pools.name)",
        pool);
    return true;
  }

  private boolean withdraw(Handle handle, String pool, Impi impi) {
    int known =
        handle.execute(
            "UPDATE subscriptions SET withdrawn = TRUE WHERE impi = ? AND pool = ?",
            impi.value(),
            pool);
    handle.execute(
        "DELETE FROM subscriptions WHERE impi = ? AND pool = ? AND free_at <= ?",
        impi.value(),
        pool,
        clock.millis());
    return known == 1;
  }

  /** The next pools after a name. */
  public List<Pool> after(String name, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT p.name, p.from_config, COUNT(s.impi) AS pairs, COALESCE(SUM(CASE WHEN"
                        + " s.free_at <= :now AND s.withdrawn = FALSE THEN 1 ELSE 0 END), 0)"
                        + " AS free FROM pools p LEFT JOIN subscriptions s ON s.pool = p.name"
                        + " WHERE p.name > :name GROUP BY p.name, p.from_config ORDER BY p.name"
                        + " LIMIT :limit")
                .bind("now", clock.millis())
                .bind("name", name)
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Pool(
                            row.getString("name"),
                            row.getBoolean("from_config"),
                            row.getLong("pairs"),
                            row.getLong("free")))
                .list());
  }

  public boolean has(String pool) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT 1 FROM pools WHERE name = :pool")
                .bind("pool", pool)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  /** The next pairs of a pool after an IMPI. */
  public List<Pair> pairs(String pool, String afterImpi, int limit) {
    long now = clock.millis();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT impi, impus, client_id, holder, lent_until, free_at, withdrawn"
                        + " FROM subscriptions WHERE pool = :pool AND impi > :after ORDER BY impi"
                        + " LIMIT :limit")
                .bind("pool", pool)
                .bind("after", afterImpi)
                .bind("limit", limit)
                .map(
                    (row, _) -> {
                      boolean lent = row.getLong("lent_until") > now;
                      boolean free = row.getLong("free_at") <= now;
                      return new Pair(
                          SubscriptionRows.read(row),
                          lent ? State.LENT : free ? State.FREE : State.QUARANTINE,
                          Optional.ofNullable(row.getString("client_id")).filter(_ -> lent),
                          Optional.ofNullable(row.getString("holder")).filter(_ -> lent),
                          Optional.of(Instant.ofEpochMilli(row.getLong("free_at")))
                              .filter(_ -> !free),
                          row.getBoolean("withdrawn"));
                    })
                .list());
  }
}
