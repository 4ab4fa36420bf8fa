// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.store.Handle;

/**
 * Authorization requests clients have pushed (RFC 9126). Each is opened once, by the browser that
 * brings its name, and spent once, when it leads to a code. Thread-safe.
 */
public final class PushedRequests {
  static final String PREFIX = "urn:ietf:params:oauth:request_uri:";
  static final Duration LIFE = Duration.ofSeconds(60);

  /** How long the user may take to sign in. */
  private static final Duration OPEN_LIFE = Duration.ofMinutes(30);

  private static final int MAX_WAITING = 5_000;

  private final Jdbi jdbi;
  private final Clock clock;

  public PushedRequests(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Keeps a request under a new name; empty when this client has too many waiting. */
  Optional<String> push(String clientId, String parameters) {
    String name = PREFIX + Handle.fresh();
    long now = clock.millis();
    return jdbi.inTransaction(
        handle -> {
          int waiting =
              handle
                  .createQuery(
                      "SELECT COUNT(*) FROM pushed_requests"
                          + " WHERE client_id = :client AND expires_at > :now")
                  .bind("client", clientId)
                  .bind("now", now)
                  .mapTo(Integer.class)
                  .one();
          if (waiting >= MAX_WAITING) {
            return Optional.empty();
          }
          handle
              .createUpdate(
                  "INSERT INTO pushed_requests (request, client_id, parameters, opened, expires_at)"
                      + " VALUES (:request, :client, :parameters, FALSE, :expires)")
              .bind("request", Handle.hash(name))
              .bind("client", clientId)
              .bind("parameters", parameters)
              .bind("expires", now + LIFE.toMillis())
              .execute();
          return Optional.of(name);
        });
  }

  /** The first arrival at the authorization endpoint; false for any later one. */
  boolean open(String name, String clientId) {
    long now = clock.millis();
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE pushed_requests SET opened = TRUE, expires_at = :until"
                            + " WHERE request = :request AND client_id = :client"
                            + " AND opened = FALSE AND expires_at > :now")
                    .bind("request", Handle.hash(name))
                    .bind("client", clientId)
                    .bind("until", now + OPEN_LIFE.toMillis())
                    .bind("now", now)
                    .execute())
        == 1;
  }

  /** The parameters of an opened request of this client. */
  Optional<String> opened(String name, String clientId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT parameters FROM pushed_requests WHERE request = :request"
                        + " AND client_id = :client AND opened = TRUE AND expires_at > :now")
                .bind("request", Handle.hash(name))
                .bind("client", clientId)
                .bind("now", clock.millis())
                .mapTo(String.class)
                .findOne());
  }

  /** Ends it; false when it has led to a code already. */
  boolean spend(String name) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate("DELETE FROM pushed_requests WHERE request = :request")
                    .bind("request", Handle.hash(name))
                    .execute())
        == 1;
  }
}
