// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.store.Handle;

/**
 * Which browsers a user has signed in on before. The browser holds a random handle and the store
 * its hash: unlike a signed cookie this needs no key on every node, and can be taken back.
 */
final class Devices {
  /** Removes what has ended. */
  static final String SWEEP = "DELETE FROM login_devices WHERE expires_at < :now";

  private static final int MOST_PER_USER = 50;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Duration life;

  Devices(Jdbi jdbi, Clock clock, Duration life) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.life = life;
  }

  Duration life() {
    return life;
  }

  /** The hash of the handle, when {@code user} has signed in with it. */
  Optional<String> known(String handle, String user) {
    String device = Handle.hash(handle);
    return jdbi.withHandle(
                db ->
                    db.createQuery(
                            "SELECT COUNT(*) FROM login_devices WHERE device = :device AND"
                                + " user_name = :user AND expires_at > :now")
                        .bind("device", device)
                        .bind("user", user)
                        .bind("now", clock.millis())
                        .mapTo(Integer.class)
                        .one())
            > 0
        ? Optional.of(device)
        : Optional.empty();
  }

  /**
   * Notes that {@code user} signed in. The browser gets a new handle each time and the old one
   * ends: a handle that somebody planted in a browser must not come to know its user.
   */
  String remember(Optional<String> oldHandle, String user) {
    String handle = Handle.fresh();
    String device = Handle.hash(handle);
    long now = clock.millis();
    jdbi.useTransaction(
        db -> {
          if (oldHandle.isPresent()) {
            String old = Handle.hash(oldHandle.get());
            db.execute("DELETE FROM login_devices WHERE device = ? AND user_name = ?", old, user);
            db.execute("UPDATE login_devices SET device = ? WHERE device = ?", device, old);
          }
          db.execute(
              "INSERT INTO login_devices (device, user_name, expires_at) VALUES (?, ?, ?)",
              device,
              user,
              now + life.toMillis());
          db.execute(
              "DELETE FROM login_devices WHERE user_name = ? AND device NOT IN"
                  + " (SELECT device FROM login_devices WHERE user_name = ?"
                  + " ORDER BY expires_at DESC, device LIMIT "
                  + MOST_PER_USER
                  + ")",
              user,
              user);
        });
    return handle;
  }
}
