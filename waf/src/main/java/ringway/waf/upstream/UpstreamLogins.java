// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.store.Handle;

/** Logins under way at a provider. Bounded; each is taken out once. */
final class UpstreamLogins {
  /** Removes what has ended. */
  static final String SWEEP = "DELETE FROM upstream_logins WHERE expires_at < :now";

  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final int MOST = 50_000;
  private static final int MOST_PER_BROWSER = 10;

  /**
   * One of them.
   *
   * @param request query of the authorization request that began it
   */
  record Pending(String upstream, String nonce, String verifier, String request) {}

  private final Jdbi jdbi;
  private final Clock clock;

  UpstreamLogins(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Keeps it; false when too many are under way. */
  boolean keep(String state, String browser, Pending pending) {
    return jdbi.inTransaction(
        db -> {
          int all =
              db.createQuery("SELECT COUNT(*) FROM upstream_logins").mapTo(Integer.class).one();
          int here =
              db.createQuery("SELECT COUNT(*) FROM upstream_logins WHERE browser = :browser")
                  .bind("browser", Handle.hash(browser))
                  .mapTo(Integer.class)
                  .one();
          if (all >= MOST || here >= MOST_PER_BROWSER) {
            return false;
          }
          db.execute(
              "INSERT INTO upstream_logins"
                  + " (state, browser, upstream, nonce, verifier, request, expires_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?)",
              Handle.hash(state),
              Handle.hash(browser),
              pending.upstream(),
              pending.nonce(),
              pending.verifier(),
              pending.request(),
              clock.millis() + LIFE.toMillis());
          return true;
        });
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
