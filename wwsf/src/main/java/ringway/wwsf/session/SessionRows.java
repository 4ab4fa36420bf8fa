// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import ringway.wwsf.oauth.SignedIn;

/** Sessions in the database. All that decides between nodes is one UPDATE each. Thread-safe. */
final class SessionRows {
  private static final String COLUMNS =
      "SELECT id, sealed, version, ends_at, last_moment FROM wwsf_sessions ";

  /**
   * One session.
   *
   * @param id hash of what the browser holds
   * @param version grows with every renewal
   * @param lastMoment however often it is renewed
   */
  record Row(String id, long version, Instant endsAt, Instant lastMoment, SignedIn signedIn) {}

  private record Raw(String id, String sealed, long version, long endsAt, long lastMoment) {}

  private final Jdbi jdbi;
  private final SealedJson json;

  SessionRows(Jdbi jdbi, SealedJson json) {
    this.jdbi = jdbi;
    this.json = json;
  }

  void insert(String id, SignedIn signedIn, Instant lastMoment) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO wwsf_sessions VALUES (:id, :sealed, 0, 0, :ends, :last, 0)")
                .bind("id", id)
                .bind("sealed", json.write(id, signedIn))
                .bind("ends", endsAt(signedIn, lastMoment).toEpochMilli())
                .bind("last", lastMoment.toEpochMilli())
                .execute());
  }

  /** Makes room for one more: those that would end first end now. */
  void endBeyond(long max, Instant now) {
    jdbi.useHandle(
        handle -> {
          long count = count(now);
          if (count >= max) {
            handle
                .createUpdate(
                    "UPDATE wwsf_sessions SET ends_at = :now WHERE id IN (SELECT id FROM"
                        + " wwsf_sessions WHERE ends_at > :now ORDER BY ends_at LIMIT :more)")
                .bind("now", now.toEpochMilli())
                .bind("more", count - max + 1)
                .execute();
          }
        });
  }

  Optional<Row> find(String id, Instant now) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(COLUMNS + "WHERE id = :id AND ends_at > :now")
                    .bind("id", id)
                    .bind("now", now.toEpochMilli())
                    .map((row, _) -> raw(row))
                    .findOne())
        .flatMap(this::opened);
  }

  /** Whether this node may renew now; no other may until then. */
  boolean claim(String id, long version, Instant now, Instant until) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE wwsf_sessions SET renewing_until = :until WHERE id = :id AND"
                            + " version = :version AND renewing_until <= :now AND ends_at > :now")
                    .bind("id", id)
                    .bind("version", version)
                    .bind("now", now.toEpochMilli())
                    .bind("until", until.toEpochMilli())
                    .execute())
        == 1;
  }

  /** What a renewal brought; false when the session has been ended meanwhile. */
  boolean renewed(Row old, SignedIn fresh, Instant now) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE wwsf_sessions SET sealed = :sealed, version = version + 1,"
                            + " renewing_until = 0, ends_at = :ends WHERE id = :id AND version ="
                            + " :version AND ends_at > :now")
                    .bind("id", old.id())
                    .bind("version", old.version())
                    .bind("sealed", json.write(old.id(), fresh))
                    .bind("ends", endsAt(fresh, old.lastMoment()).toEpochMilli())
                    .bind("now", now.toEpochMilli())
                    .execute())
        == 1;
  }

  void release(String id) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE wwsf_sessions SET renewing_until = 0 WHERE id = :id")
                .bind("id", id)
                .execute());
  }

  /** Ends it for its browser; the row stays until the WAF has been told. */
  boolean end(String id, Instant now, Instant nextTry) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE wwsf_sessions SET ends_at = :now, next_try = :next WHERE id = :id"
                            + " AND ends_at > :now")
                    .bind("id", id)
                    .bind("now", now.toEpochMilli())
                    .bind("next", nextTry.toEpochMilli())
                    .execute())
        == 1;
  }

  /** Ended sessions the WAF has yet to be told of; those of this answer are this node's. */
  List<Row> takeEnded(Instant now, Instant nextTry, int limit) {
    List<Raw> due =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        COLUMNS
                            + "WHERE ends_at <= :now AND next_try <= :now ORDER BY next_try LIMIT"
                            + " :limit")
                    .bind("now", now.toEpochMilli())
                    .bind("limit", limit)
                    .map((row, _) -> raw(row))
                    .list());
    return due.stream()
        .filter(raw -> claimEnded(raw.id(), now, nextTry))
        .map(
            raw -> {
              Optional<Row> row = opened(raw);
              if (row.isEmpty()) {
                delete(raw.id()); // of a key nobody has any more
              }
              return row;
            })
        .flatMap(Optional::stream)
        .toList();
  }

  private boolean claimEnded(String id, Instant now, Instant nextTry) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE wwsf_sessions SET next_try = :next WHERE id = :id AND next_try <="
                            + " :now")
                    .bind("id", id)
                    .bind("now", now.toEpochMilli())
                    .bind("next", nextTry.toEpochMilli())
                    .execute())
        == 1;
  }

  void delete(String id) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("DELETE FROM wwsf_sessions WHERE id = :id")
                .bind("id", id)
                .execute());
  }

  long count(Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM wwsf_sessions WHERE ends_at > :now")
                .bind("now", now.toEpochMilli())
                .mapTo(Long.class)
                .one());
  }

  /** A session never outlives the pair it was lent. */
  private static Instant endsAt(SignedIn signedIn, Instant lastMoment) {
    return signedIn
        .lease()
        .map(SignedIn.Lease::until)
        .filter(until -> until.isBefore(lastMoment))
        .orElse(lastMoment);
  }

  private Optional<Row> opened(Raw raw) {
    return json.read(raw.id(), raw.sealed(), SignedIn.class)
        .map(
            signedIn ->
                new Row(
                    raw.id(),
                    raw.version(),
                    Instant.ofEpochMilli(raw.endsAt()),
                    Instant.ofEpochMilli(raw.lastMoment()),
                    signedIn));
  }

  private static Raw raw(ResultSet row) throws SQLException {
    return new Raw(
        row.getString("id"),
        row.getString("sealed"),
        row.getLong("version"),
        row.getLong("ends_at"),
        row.getLong("last_moment"));
  }
}
