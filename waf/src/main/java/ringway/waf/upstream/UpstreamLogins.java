// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.store.Handle;

/**
 * Logins under way at a provider; each is taken out once. Bounded without anybody being able to
 * keep others out: a browser and an address have their share, and beyond the bound of all the
 * oldest gives way.
 */
final class UpstreamLogins {
  /** Removes what has ended. */
  static final String SWEEP = "DELETE FROM upstream_logins WHERE expires_at < :now";

  private static final Duration LIFE = Duration.ofMinutes(10);

  /**
   * One of them.
   *
   * @param request query of the authorization request that began it
   */
  record Pending(String upstream, String nonce, String verifier, String request) {}

  /**
   * Where one is begun.
   *
   * @param source network address, as the limits of the login page see it
   */
  record Origin(String browser, String source) {}

  /** How many may be under way. */
  record Bounds(int all, int ofSource, int ofBrowser) {
    /** An address may be that of a whole company. */
    static final Bounds STANDARD = new Bounds(50_000, 500, 10);
  }

  private final Jdbi jdbi;
  private final Clock clock;
  private final Bounds bounds;

  UpstreamLogins(Jdbi jdbi, Clock clock, Bounds bounds) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.bounds = bounds;
  }

  /** Keeps it; false when too many begun there are under way. */
  boolean keep(String state, Origin origin, Pending pending) {
    String browser = Handle.hash(origin.browser());
    String source = Handle.hash(origin.source());
    return jdbi.inTransaction(
        db -> {
          if (count(db, "WHERE browser = ?", browser) >= bounds.ofBrowser()
              || count(db, "WHERE source = ?", source) >= bounds.ofSource()) {
            return false;
          }
          makeRoom(db);
          db.execute(
              "INSERT INTO upstream_logins"
                  + " (state, browser, source, upstream, nonce, verifier, request, expires_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              Handle.hash(state),
              browser,
              source,
              pending.upstream(),
              pending.nonce(),
              pending.verifier(),
              pending.request(),
              clock.millis() + LIFE.toMillis());
          return true;
        });
  }

  private static int count(org.jdbi.v3.core.Handle db, String where, Object... values) {
    return db.select("SELECT COUNT(*) FROM upstream_logins " + where, values)
        .mapTo(Integer.class)
        .one();
  }

  private void makeRoom(org.jdbi.v3.core.Handle db) {
    int surplus = count(db, "") + 1 - bounds.all();
    if (surplus > 0) {
      db.execute(
          "DELETE FROM upstream_logins WHERE state IN"
              + " (SELECT state FROM upstream_logins ORDER BY expires_at, state LIMIT ?)",
          surplus);
    }
  }

  /** Takes it out, if it was begun in this very browser at this very provider. */
  Optional<Pending> take(String state, String browser, String upstream) {
    return jdbi.inTransaction(
        db -> {
          Optional<Pending> pending =
              db.createQuery(
                      "SELECT upstream, nonce, verifier, request FROM upstream_logins"
                          + " WHERE state = :state AND browser = :browser"
                          + " AND upstream = :upstream AND expires_at > :now")
                  .bind("state", Handle.hash(state))
                  .bind("browser", Handle.hash(browser))
                  .bind("upstream", upstream)
                  .bind("now", clock.millis())
                  .map(
                      (row, _) ->
                          new Pending(
                              row.getString("upstream"),
                              row.getString("nonce"),
                              row.getString("verifier"),
                              row.getString("request")))
                  .findOne();
          // Whoever deletes the row has the login: of two at once only one does.
          return pending.filter(
              _ ->
                  db.execute("DELETE FROM upstream_logins WHERE state = ?", Handle.hash(state))
                      == 1);
        });
  }
}
