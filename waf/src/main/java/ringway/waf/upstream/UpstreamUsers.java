// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Impu;
import ringway.waf.identity.PasswordHash;
import ringway.waf.identity.User;
import ringway.waf.store.Handle;

/**
 * Users this WAF knows only by what a trusted provider said at their last sign-in; kept as long as
 * tokens that follow from it can be refreshed. Thread-safe.
 */
public final class UpstreamUsers {
  /** Removes what has ended. */
  static final String SWEEP = "DELETE FROM upstream_users WHERE expires_at < :now";

  private static final Duration CODE_MARGIN = Duration.ofMinutes(10);

  private final Jdbi jdbi;
  private final Clock clock;
  private final Duration life;

  /** Nobody knows this password: these users sign in elsewhere. */
  private final PasswordHash noPassword = PasswordHash.of(Handle.fresh());

  /**
   * @param life how long after a sign-in the user can still be asked for
   */
  public UpstreamUsers(Jdbi jdbi, Clock clock, Duration life) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.life = life.plus(CODE_MARGIN);
  }

  public Optional<User> named(String name) {
    return jdbi.withHandle(
        db ->
            db.createQuery(
                    "SELECT impi, impus FROM upstream_users"
                        + " WHERE user_name = :name AND expires_at > :now")
                .bind("name", name)
                .bind("now", clock.millis())
                .map(
                    (row, _) ->
                        user(
                            name,
                            row.getString("impi"),
                            List.of(row.getString("impus").split("\n"))))
                .findOne());
  }

  /** What the provider says now replaces what it said before. */
  User keep(String name, String impi, List<String> impus) {
    User user = user(name, impi, impus);
    long until = clock.millis() + life.toMillis();
    String lines = user.impus().stream().map(Impu::value).collect(Collectors.joining("\n"));
    jdbi.useTransaction(
        db -> {
          int updated =
              db.execute(
                  "UPDATE upstream_users SET impi = ?, impus = ?, expires_at = ?"
                      + " WHERE user_name = ?",
                  impi,
                  lines,
                  until,
                  name);
          if (updated == 0) {
            db.execute(
                "INSERT INTO upstream_users (user_name, impi, impus, expires_at)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                name,
                impi,
                lines,
                until);
          }
        });
    return user;
  }

  private User user(String name, String impi, List<String> impus) {
    Stream<Impu> identities = impus.stream().map(Impu::new);
    return new User(name, noPassword, new Impi(impi), identities.toList());
  }
}
