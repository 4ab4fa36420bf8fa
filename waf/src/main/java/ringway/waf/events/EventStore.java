// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Events, and which receiver has them; shared by all nodes. Thread-safe. */
final class EventStore {
  static final List<String> SWEEPS =
      Stream.of("revocations", "security_events", "event_receipts", "event_pushers")
          .map(table -> "DELETE FROM " + table + " WHERE expires_at <= :now")
          .toList();

  private final Jdbi jdbi;

  EventStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** In the transaction of {@code db}. */
  static void add(Handle db, SecurityEvent event, long expiresAt) {
    db.execute(
        "INSERT INTO security_events (jti, kind, subject, happened_at, expires_at)"
            + " VALUES (?, ?, ?, ?, ?)",
        event.jti(),
        event.kind().name(),
        event.subject(),
        event.happenedAt().toEpochMilli(),
        expiresAt);
  }

  /** What a receiver has not acknowledged yet, oldest first. */
  List<SecurityEvent> pending(String receiver, int most, long now) {
    return jdbi.withHandle(
        db ->
            db.createQuery(
                    "SELECT jti, kind, subject, happened_at FROM security_events e WHERE expires_at"
                        + " > :now AND NOT EXISTS (SELECT 1 FROM event_receipts r WHERE r.receiver"
                        + " = :receiver AND r.jti = e.jti) ORDER BY id LIMIT :most")
                .bind("now", now)
                .bind("receiver", receiver)
                .bind("most", most)
                .map(
                    (row, _) ->
                        new SecurityEvent(
                            row.getString("jti"),
                            Kind.valueOf(row.getString("kind")),
                            row.getString("subject"),
                            Instant.ofEpochMilli(row.getLong("happened_at"))))
                .list());
  }

  /** Ids that are none of ours are passed over. */
  void acknowledge(String receiver, Collection<String> jtis) {
    jdbi.useTransaction(
        db -> {
          for (String jti : jtis) {
            db.createUpdate(
                    "INSERT INTO event_receipts (receiver, jti, expires_at)"
                        + " SELECT :receiver, jti, expires_at FROM security_events WHERE jti = :jti"
                        + " ON CONFLICT DO NOTHING")
                .bindMap(Map.of("receiver", receiver, "jti", jti))
                .execute();
          }
        });
  }

  /** For a receiver that has lost what it knew: everything is pending again. */
  void forget(String receiver) {
    jdbi.useHandle(db -> db.execute("DELETE FROM event_receipts WHERE receiver = ?", receiver));
  }

  /** Whether {@code node} may push to the receiver; if so, nobody else may until then. */
  boolean lease(String receiver, String node, long now, long until) {
    return jdbi.inTransaction(
        db ->
            db.execute(
                        "UPDATE event_pushers SET node = ?, expires_at = ?"
                            + " WHERE receiver = ? AND (node = ? OR expires_at <= ?)",
                        node,
                        until,
                        receiver,
                        node,
                        now)
                    > 0
                || db.execute(
                        "INSERT INTO event_pushers (receiver, node, expires_at) VALUES (?, ?, ?)"
                            + " ON CONFLICT DO NOTHING",
                        receiver,
                        node,
                        until)
                    > 0);
  }
}
