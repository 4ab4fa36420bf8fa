// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table of keys, shared by all nodes. Thread-safe. */
final class StoredKeys {
  /** Expiry of a key without a successor. */
  static final long OPEN = Long.MAX_VALUE;

  /**
   * @param wrapped the private key, encrypted
   */
  record Row(
      long generation,
      String id,
      TokenAlgorithm algorithm,
      String wrapped,
      long signsFrom,
      long expiresAt) {}

  private final Jdbi jdbi;

  StoredKeys(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Oldest first. */
  List<Row> unexpired(long now) {
    return jdbi.withHandle(
        db ->
            db.createQuery(
                    "SELECT generation, kid, algorithm, wrapped, signs_from, expires_at"
                        + " FROM signing_keys WHERE expires_at > :now ORDER BY generation")
                .bind("now", now)
                .map(
                    (row, _) ->
                        new Row(
                            row.getLong("generation"),
                            row.getString("kid"),
                            TokenAlgorithm.valueOf(row.getString("algorithm")),
                            row.getString("wrapped"),
                            row.getLong("signs_from"),
                            row.getLong("expires_at")))
                .list());
  }

  /**
   * Appends a key, unless another node was first with this generation.
   *
   * @param overlap how long after it takes over its predecessors stay
   */
  boolean append(Row key, long overlap) {
    return jdbi.inTransaction(
        db -> {
          if (!insert(db, key)) {
            return false;
          }
          long end = key.signsFrom() + overlap;
          db.execute(
              "UPDATE signing_keys SET expires_at = ? WHERE generation < ? AND expires_at > ?",
              end,
              key.generation(),
              end);
          return true;
        });
  }

  private static boolean insert(Handle db, Row key) {
    return db.execute(
            "INSERT INTO signing_keys (generation, kid, algorithm, wrapped, signs_from, expires_at)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            key.generation(),
            key.id(),
            key.algorithm().name(),
            key.wrapped(),
            key.signsFrom(),
            key.expiresAt())
        > 0;
  }

  /** Lets the newest key take over by {@code from}, if it waits longer. */
  void hurry(long generation, long from) {
    jdbi.useHandle(
        db ->
            db.execute(
                "UPDATE signing_keys SET signs_from = ? WHERE generation = ? AND signs_from > ?",
                from,
                generation,
                from));
  }

  boolean remove(String id) {
    return jdbi.withHandle(db -> db.execute("DELETE FROM signing_keys WHERE kid = ?", id)) > 0;
  }

  void sweep(long now) {
    jdbi.useHandle(db -> db.execute("DELETE FROM signing_keys WHERE expires_at <= ?", now));
  }
}
