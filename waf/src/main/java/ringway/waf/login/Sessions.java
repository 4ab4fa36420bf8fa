// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.store.Handle;

/**
 * Sessions of browsers at this WAF: while one lasts, a second client or a new authorisation needs
 * no password. Kept in the database, so that any node knows them; with a life of zero there are
 * none. Thread-safe.
 */
public final class Sessions {
  /** Removes what has ended. */
  static final String SWEEP = "DELETE FROM login_sessions WHERE expires_at < :now";

  private static final int MOST_PER_USER = 20;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Duration life;

  public Sessions(Jdbi jdbi, Clock clock, Duration life) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.life = life;
  }

  boolean wanted() {
    return life.isPositive();
  }

  Duration life() {
    return life;
  }

  /** Opens a session and answers its handle. */
  String open(Session session) {
    String handle = Handle.fresh();
    jdbi.useTransaction(
        db -> {
          db.execute(
              "INSERT INTO login_sessions (session, user_name, method, signed_in_at, expires_at)"
                  + " VALUES (?, ?, ?, ?, ?)",
              Handle.hash(handle),
              session.user(),
              session.method().name(),
              session.signedInAt().toEpochMilli(),
              clock.millis() + life.toMillis());
          db.execute(
              "DELETE FROM login_sessions WHERE user_name = ? AND session NOT IN"
                  + " (SELECT session FROM login_sessions WHERE user_name = ?"
                  + " ORDER BY expires_at DESC, session LIMIT "
                  + MOST_PER_USER
                  + ")",
              session.user(),
              session.user());
        });
    return handle;
  }

  Optional<Session> find(String handle) {
    if (!wanted()) {
      return Optional.empty();
    }
    return jdbi.withHandle(
        db ->
            db.createQuery(
                    "SELECT user_name, method, signed_in_at FROM login_sessions"
                        + " WHERE session = :session AND expires_at > :now")
                .bind("session", Handle.hash(handle))
                .bind("now", clock.millis())
                .map(
                    (row, _) ->
                        new Session(
                            row.getString("user_name"),
                            SignInMethod.valueOf(row.getString("method")),
                            Instant.ofEpochMilli(row.getLong("signed_in_at"))))
                .findOne());
  }

  void end(String handle) {
    jdbi.useHandle(
        db -> db.execute("DELETE FROM login_sessions WHERE session = ?", Handle.hash(handle)));
  }

  /** Ends every session of a user, as when an administrator locks the account. */
  public int endAll(String user) {
    return jdbi.withHandle(
        db -> db.execute("DELETE FROM login_sessions WHERE user_name = ?", user));
  }
}
