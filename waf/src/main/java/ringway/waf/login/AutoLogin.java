// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Clock;
import org.jdbi.v3.core.Jdbi;

/** Which users have chosen not to be signed in by their telephone number. Thread-safe. */
public final class AutoLogin {
  private final Jdbi jdbi;
  private final Clock clock;

  public AutoLogin(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  public boolean refusedBy(String user) {
    return jdbi.withHandle(
            db ->
                db.createQuery("SELECT COUNT(*) FROM auto_login_refusals WHERE user_name = :user")
                    .bind("user", user)
                    .mapTo(Integer.class)
                    .one())
        > 0;
  }

  public void refuse(String user) {
    jdbi.useHandle(
        db ->
            db.execute(
                "INSERT INTO auto_login_refusals (user_name, refused_at) VALUES (?, ?)"
                    + " ON CONFLICT DO NOTHING",
                user,
                clock.millis()));
  }

  public void allow(String user) {
    jdbi.useHandle(db -> db.execute("DELETE FROM auto_login_refusals WHERE user_name = ?", user));
  }
}
