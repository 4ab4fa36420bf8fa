// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import ringway.waf.events.Revocations;
import ringway.waf.identity.Impi;
import ringway.waf.login.Sessions;

/** What has been given to users, and how it is taken back before its time. */
final class SessionEnd {

  /** A sign-in whose tokens can be refreshed. */
  record Open(String id, String user, String client, Instant signedInAt, Instant expiresAt) {}

  private final AdminApi.Surroundings with;

  SessionEnd(AdminApi.Surroundings with) {
    this.with = with;
  }

  /** The next sessions after an id, of one user or (empty) of all. */
  List<Open> after(String user, String id, int limit) {
    Jdbi jdbi = with.jdbi();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT family, user_name, client_id, signed_in_at, expires_at"
                        + " FROM refresh_families WHERE family > :after AND expires_at > :now"
                        + (user.isEmpty() ? "" : " AND user_name = :user")
                        + " ORDER BY family LIMIT :limit")
                .bind("after", id)
                .bind("now", with.clock().millis())
                .bindMap(user.isEmpty() ? Map.of() : Map.of("user", user))
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Open(
                            row.getString("family"),
                            row.getString("user_name"),
                            row.getString("client_id"),
                            Instant.ofEpochMilli(row.getLong("signed_in_at")),
                            Instant.ofEpochMilli(row.getLong("expires_at"))))
                .list());
  }

  /** Ends one session: nothing is refreshed any more, and its access tokens are revoked. */
  boolean end(String id) {
    boolean known = with.grants().family(id).isPresent();
    if (known) {
      with.grants().close(id);
      with.revocations().revokeSession(id);
    }
    return known;
  }

  /** Ends every session of a user, at clients and at this WAF itself. */
  int endAll(String user) {
    Sessions browsers = with.browserSessions();
    browsers.endAll(user);
    int ended = 0;
    String after = "";
    for (List<Open> some = after(user, after, 100);
        !some.isEmpty();
        some = after(user, after, 100)) {
      for (Open session : some) {
        ended += end(session.id()) ? 1 : 0;
        after = session.id();
      }
    }
    return ended;
  }

  /** Ends every token for a subscription. */
  void end(Impi impi) {
    Revocations revocations = with.revocations();
    revocations.revokeSubscription(impi.value());
  }

  /** Ends the tokens of a lease that has been recalled. */
  void endLease(String lease) {
    with.revocations().revokeSession(lease);
  }
}
