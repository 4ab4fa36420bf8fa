// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import ringway.waf.identity.Impi;
import ringway.waf.identity.PasswordHash;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.SubscriptionRows;
import ringway.waf.identity.User;
import ringway.waf.identity.UserStore;

/**
 * Imports of subscribers of any size: pieces that fit into a request wait in the database, and in
 * the end all become users in one transaction, or none. Thread-safe; pieces may go to any node.
 */
final class Imports {
  static final int MOST_ROWS = 1_000_000;
  private static final int MOST_OPEN = 8;
  private static final int MOST_FAULTS = 100;
  private static final int AT_ONCE = 1000;
  private static final String KEY_VIOLATED = "23505";

  /** An import that goes on is not swept away. */
  private static final Duration LIFE = Duration.ofHours(1);

  /** What a piece came to. */
  record Taken(int rows, List<LineFault> faults) {}

  private final Jdbi jdbi;
  private final Clock clock;

  Imports(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  void open(String id) {
    jdbi.useTransaction(
        handle -> {
          int open =
              handle
                  .createQuery("SELECT COUNT(*) FROM imports WHERE expires_at > :now")
                  .bind("now", clock.millis())
                  .mapTo(Integer.class)
                  .one();
          if (open >= MOST_OPEN) {
            throw Problem.of(
                429, "Too many imports", "there are " + open + " under way; end one of them");
          }
          handle.execute(
              "INSERT INTO imports (id, taken, faults, expires_at) VALUES (?, 0, 0, ?)", id, end());
        });
  }

  private long end() {
    return clock.millis() + LIFE.toMillis();
  }

  boolean drop(String id) {
    return jdbi.withHandle(handle -> handle.execute("DELETE FROM imports WHERE id = ?", id)) == 1;
  }

  Taken take(String id, SubscriberCsv.Outcome piece) {
    return jdbi.inTransaction(
        handle -> {
          Counts counts = lock(handle, id);
          if (counts.taken() + piece.rows().size() > MOST_ROWS) {
            throw Problem.of(413, "Too large", "an import has at most " + MOST_ROWS + " lines");
          }
          List<LineFault> faults = new ArrayList<>(piece.faults());
          faults.addAll(sentAlready(handle, id, piece.rows()));
          if (faults.size() == piece.faults().size()) {
            insert(handle, id, piece.rows());
          }
          handle.execute(
              "UPDATE imports SET taken = taken + ?, faults = faults + ?, expires_at = ?"
                  + " WHERE id = ?",
              piece.rows().size(),
              faults.size(),
              end(),
              id);
          return new Taken(piece.rows().size(), List.copyOf(faults));
        });
  }

  private record Counts(int taken, int faults) {}

  private Counts lock(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT taken, faults FROM imports WHERE id = :id AND expires_at > :now FOR UPDATE")
        .bind("id", id)
        .bind("now", clock.millis())
        .map((row, _) -> new Counts(row.getInt("taken"), row.getInt("faults")))
        .findOne()
        .orElseThrow(() -> Problem.notFound("such import; one ends an hour after its last lines"));
  }

  private static List<LineFault> sentAlready(
      Handle handle, String id, List<SubscriberCsv.Row> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery(
            "SELECT line FROM import_rows WHERE import_id = :id AND line BETWEEN :first AND :last")
        .bind("id", id)
        .bind("first", rows.getFirst().line())
        .bind("last", rows.getLast().line())
        .map((row, _) -> new LineFault(row.getLong("line"), "", "this line was sent already"))
        .list();
  }

  private static void insert(Handle handle, String id, List<SubscriberCsv.Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO import_rows (import_id, line, name, password_hash, impi, impus)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    for (SubscriberCsv.Row row : rows) {
      Subscription subscription = row.user().subscriptions().getFirst();
      batch.add(
          id,
          row.line(),
          row.user().name(),
          row.user().passwordHash().phc(),
          subscription.impi().value(),
          SubscriptionRows.lines(subscription.impus()));
    }
    batch.execute();
  }

  /**
   * Makes users of all lines and answers how many; refuses when anything is wrong with any.
   *
   * @param dryRun only looks whether it would work
   */
  int commit(String id, boolean dryRun) {
    try {
      return jdbi.inTransaction(
          handle -> {
            Counts counts = lock(handle, id);
            if (counts.faults() > 0) {
              throw Problem.conflict(
                  counts.faults() + " lines of the import are wrong; nothing is imported",
                  List.of());
            }
            List<LineFault> clashes = clashes(handle, id);
            if (!clashes.isEmpty()) {
              throw Problem.conflict(
                  "lines of the import clash with others or with users there are; nothing is"
                      + " imported",
                  clashes);
            }
            if (!dryRun) {
              addAll(handle, id);
              handle.execute("DELETE FROM imports WHERE id = ?", id);
            }
            return counts.taken();
          });
    } catch (JdbiException e) {
      if (e.getCause() instanceof SQLException sql && KEY_VIOLATED.equals(sql.getSQLState())) {
        throw Problem.conflict(
            "somebody has just added a user or an IMPI of the import; nothing is imported",
            List.of());
      }
      throw e;
    }
  }

  private static List<LineFault> clashes(Handle handle, String id) {
    List<LineFault> clashes = new ArrayList<>();
    for (String column : List.of("name", "impi")) {
      clashes.addAll(
          clashes(
              handle,
              id,
              column,
              "stands in an earlier line too",
              "EXISTS (SELECT 1 FROM import_rows o WHERE o.import_id = r.import_id AND o."
                  + column
                  + " = r."
                  + column
                  + " AND o.line < r.line)"));
    }
    clashes.addAll(
        clashes(
            handle,
            id,
            "name",
            "is a user already",
            "EXISTS (SELECT 1 FROM users u WHERE u.name = r.name)"));
    clashes.addAll(
        clashes(
            handle,
            id,
            "impi",
            "belongs to somebody already",
            "EXISTS (SELECT 1 FROM subscriptions s WHERE s.impi = r.impi)"));
    return clashes.stream()
        .sorted(Comparator.comparingLong(LineFault::line))
        .limit(MOST_FAULTS)
        .toList();
  }

  private static List<LineFault> clashes(
      Handle handle, String id, String column, String what, String condition) {
    return handle
        .createQuery(
            "SELECT r.line, r."
                + column
                + " AS clashing FROM import_rows r WHERE r.import_id = :id AND "
                + condition
                + " ORDER BY r.line LIMIT "
                + MOST_FAULTS)
        .bind("id", id)
        .map(
            (row, _) ->
                new LineFault(
                    row.getLong("line"), column, "`" + row.getString("clashing") + "` " + what))
        .list();
  }

  private static void addAll(Handle handle, String id) {
    long after = -1;
    for (Optional<Long> last = addSome(handle, id, after);
        last.isPresent();
        last = addSome(handle, id, after)) {
      after = last.get();
    }
  }

  /** The last line that has been added; empty when there was none left. */
  private static Optional<Long> addSome(Handle handle, String id, long after) {
    List<SubscriberCsv.Row> rows =
        handle
            .createQuery(
                "SELECT line, name, password_hash, impi, impus FROM import_rows"
                    + " WHERE import_id = :id AND line > :after ORDER BY line LIMIT "
                    + AT_ONCE)
            .bind("id", id)
            .bind("after", after)
            .map(
                (row, _) ->
                    new SubscriberCsv.Row(
                        row.getLong("line"),
                        new User(
                            row.getString("name"),
                            PasswordHash.parse(row.getString("password_hash")),
                            new Impi(row.getString("impi")),
                            SubscriptionRows.impus(row.getString("impus")))))
            .list();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    UserStore.addAll(handle, rows.stream().map(SubscriberCsv.Row::user).toList());
    return Optional.of(rows.getLast().line());
  }
}
