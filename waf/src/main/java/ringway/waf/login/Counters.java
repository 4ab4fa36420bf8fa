// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Counters that end by themselves, shared by all nodes, so that a guesser gains nothing by going
 * from one to the next. Thread-safe.
 */
final class Counters {
  /** Removes what has ended. */
  static final String SWEEP = "DELETE FROM login_tries WHERE expires_at < :now";

  /**
   * Removes those that end first, beyond {@code most}: an outsider with very many addresses does
   * not fill the table, and the counters of users, which live longest, stay.
   */
  static String keepingAtMost(int most) {
    return "DELETE FROM login_tries WHERE counted IN (SELECT counted FROM login_tries WHERE"
        + " expires_at >= :now ORDER BY expires_at DESC, counted OFFSET "
        + most
        + ")";
  }

  private final Jdbi jdbi;
  private final Clock clock;

  Counters(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Counts one more and answers how many there are now within {@code window}. */
  int add(String key, Duration window) {
    String counted = hash(key);
    long now = clock.millis();
    return jdbi.inTransaction(
        handle -> {
          if (increment(handle, counted, now) == 0) {
            handle.execute(
                "DELETE FROM login_tries WHERE counted = ? AND expires_at <= ?", counted, now);
            int opened =
                handle.execute(
                    "INSERT INTO login_tries (counted, tries, expires_at) VALUES (?, 1, ?)"
                        + " ON CONFLICT DO NOTHING",
                    counted,
                    now + window.toMillis());
            if (opened == 0) {
              increment(handle, counted, now); // another was first
            }
          }
          return read(handle, counted, now);
        });
  }

  int get(String key) {
    return jdbi.withHandle(handle -> read(handle, hash(key), clock.millis()));
  }

  /** Takes one back: the try was no wrong one. */
  void takeBack(String key) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE login_tries SET tries = tries - 1 WHERE counted = ? AND tries > 0",
                hash(key)));
  }

  void clear(String key) {
    jdbi.useHandle(
        handle -> handle.execute("DELETE FROM login_tries WHERE counted = ?", hash(key)));
  }

  private static int increment(Handle handle, String counted, long now) {
    return handle.execute(
        "UPDATE login_tries SET tries = tries + 1 WHERE counted = ? AND expires_at > ?",
        counted,
        now);
  }

  private static int read(Handle handle, String counted, long now) {
    return handle
        .createQuery("SELECT tries FROM login_tries WHERE counted = :counted AND expires_at > :now")
        .bind("counted", counted)
        .bind("now", now)
        .mapTo(Integer.class)
        .findOne()
        .orElse(0);
  }

  private static String hash(String key) {
    return ringway.waf.store.Handle.hash(key);
  }
}
