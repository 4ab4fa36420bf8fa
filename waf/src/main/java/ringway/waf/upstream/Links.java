// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Which of our users an account at a provider is. Thread-safe. */
public final class Links {

  /** An account at a provider, by what never changes of it, and its user here. */
  public record Link(String issuer, String subject, String user, Instant linkedAt) {}

  private final Jdbi jdbi;
  private final Clock clock;

  public Links(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  public Optional<String> user(String issuer, String subject) {
    return jdbi.withHandle(
        db ->
            db.createQuery(
                    "SELECT user_name FROM upstream_links"
                        + " WHERE issuer = :issuer AND subject = :subject")
                .bind("issuer", issuer)
                .bind("subject", subject)
                .mapTo(String.class)
                .findOne());
  }

  /** Links unless the account is linked already; false then. */
  public boolean link(String issuer, String subject, String user) {
    return jdbi.withHandle(
            db ->
                db.execute(
                    "INSERT INTO upstream_links (issuer, subject, user_name, linked_at)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    issuer,
                    subject,
                    user,
                    clock.millis()))
        > 0;
  }

  /** Ends a link; false when there was none. */
  public boolean unlink(String issuer, String subject) {
    return jdbi.withHandle(
            db ->
                db.execute(
                    "DELETE FROM upstream_links WHERE issuer = ? AND subject = ?", issuer, subject))
        > 0;
  }

  /** The accounts of a user; call {@link #unlink} for each when the user is deleted. */
  public List<Link> of(String user) {
    return jdbi.withHandle(
        db ->
            db.createQuery(
                    "SELECT issuer, subject, linked_at FROM upstream_links"
                        + " WHERE user_name = :user ORDER BY linked_at, issuer, subject")
                .bind("user", user)
                .map(
                    (row, _) ->
                        new Link(
                            row.getString("issuer"),
                            row.getString("subject"),
                            user,
                            Instant.ofEpochMilli(row.getLong("linked_at"))))
                .list());
  }
}
