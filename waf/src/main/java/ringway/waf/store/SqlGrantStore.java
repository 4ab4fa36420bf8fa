// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

/** Grants in the database: of all nodes, and after a restart. */
public final class SqlGrantStore implements GrantStore {
  /** Longer than a code lives: a used code must be remembered to notice its replay. */
  private static final Duration CODE_MEMORY = Duration.ofMinutes(10);

  /** The most rows of one user in each table; the oldest give way. */
  static final int MOST_PER_USER = 500;

  /** How many of the oldest go at a time. */
  private static final int TRIMMED = 20;

  private static final String GRANT = "user_name, client_id, scopes, signed_in_at, impi";

  private record Entry(AuthorizedCode code, Optional<String> usedForFamily) {}

  private final Jdbi jdbi;
  private final Clock clock;

  public SqlGrantStore(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** The tables whose rows expire. */
  public static List<String> tables() {
    return List.of("authorization_codes", "refresh_families");
  }

  @Override
  public void keep(String codeHash, AuthorizedCode code) {
    trim("authorization_codes", "code", code.grant().user());
    jdbi.useHandle(
        handle ->
            bound(
                    handle.createUpdate(
                        "INSERT INTO authorization_codes (code, "
                            + GRANT
                            + ", redirect_uri, challenge, nonce, ends_at, expires_at) VALUES"
                            + " (:code, :user, :client, :scopes, :signedIn, :impi, :redirect,"
                            + " :challenge, :nonce, :ends, :expires)"),
                    code.grant())
                .bind("code", codeHash)
                .bind("redirect", code.redirectUri())
                .bind("challenge", code.challenge())
                .bind("nonce", code.nonce())
                .bind("ends", code.expiresAt().toEpochMilli())
                .bind("expires", code.expiresAt().plus(CODE_MEMORY).toEpochMilli())
                .execute());
  }

  /**
   * Rows another transaction holds are left to it, so that none waits for the other in a circle.
   */
  private void trim(String table, String key, String user) {
    jdbi.useTransaction(
        handle -> {
          List<String> surplus =
              handle
                  .createQuery(
                      "SELECT %1$s FROM %2$s WHERE user_name = :user ORDER BY expires_at DESC, %1$s"
                              .formatted(key, table)
                          + " LIMIT :trimmed OFFSET :most FOR UPDATE SKIP LOCKED")
                  .bind("user", user)
                  .bind("trimmed", TRIMMED)
                  .bind("most", MOST_PER_USER)
                  .mapTo(String.class)
                  .list();
          for (String row : surplus) {
            handle.execute("DELETE FROM %s WHERE %s = ?".formatted(table, key), row);
          }
        });
  }

  @Override
  public Redemption redeem(String codeHash, FamilyOpening opening) {
    Redemption redemption = redeemed(codeHash, opening);
    if (redemption instanceof Redemption.First first) {
      trim("refresh_families", "family", first.code().grant().user());
    }
    return redemption;
  }

  private Redemption redeemed(String codeHash, FamilyOpening opening) {
    return jdbi.inTransaction(
        handle -> {
          // The row is locked: two nodes that get one code at once take turns here.
          Optional<Entry> found =
              handle
                  .createQuery("SELECT * FROM authorization_codes WHERE code = :code FOR UPDATE")
                  .bind("code", codeHash)
                  .map(SqlGrantStore::entry)
                  .findOne();
          if (found.isEmpty()) {
            return new Redemption.Unknown();
          }
          Entry entry = found.get();
          if (entry.usedForFamily().isPresent()) {
            delete(handle, entry.usedForFamily().get());
            return new Redemption.Replayed(entry.usedForFamily().get());
          }
          RefreshFamily family = opening.open(entry.code());
          insert(handle, family);
          handle
              .createUpdate("UPDATE authorization_codes SET used_for = :family WHERE code = :code")
              .bind("family", family.id())
              .bind("code", codeHash)
              .execute();
          return new Redemption.First(entry.code());
        });
  }

  private static void insert(Handle handle, RefreshFamily family) {
    bound(
            handle.createUpdate(
                "INSERT INTO refresh_families (family, "
                    + GRANT
                    + ", newest, expires_at) VALUES (:family, :user, :client, :scopes, :signedIn,"
                    + " :impi, :newest, :expires)"),
            family.grant())
        .bind("family", family.id())
        .bind("newest", family.currentHash())
        .bind("expires", family.expiresAt().toEpochMilli())
        .execute();
  }

  @Override
  public Optional<RefreshFamily> family(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM refresh_families WHERE family = :family AND expires_at > :now")
                .bind("family", id)
                .bind("now", clock.millis())
                .map(SqlGrantStore::family)
                .findOne());
  }

  @Override
  public boolean rotate(String familyId, String fromHash, String toHash) {
    // One statement decides: of two refreshes with one token only one finds it the newest.
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        "UPDATE refresh_families SET newest = :to WHERE family = :family AND newest"
                            + " = :from")
                    .bind("to", toHash)
                    .bind("family", familyId)
                    .bind("from", fromHash)
                    .execute()
                == 1);
  }

  @Override
  public void close(String familyId) {
    jdbi.useHandle(handle -> delete(handle, familyId));
  }

  private static void delete(Handle handle, String familyId) {
    handle
        .createUpdate("DELETE FROM refresh_families WHERE family = :family")
        .bind("family", familyId)
        .execute();
  }

  private static Update bound(Update update, Grant grant) {
    return update
        .bind("user", grant.user())
        .bind("client", grant.clientId())
        .bind("scopes", String.join(" ", grant.scopes()))
        .bind("signedIn", grant.signedInAt().toEpochMilli())
        .bind("impi", grant.impi());
  }

  private static Grant grant(ResultSet row) throws SQLException {
    List<String> scopes =
        Arrays.stream(row.getString("scopes").split(" ")).filter(s -> !s.isEmpty()).toList();
    return new Grant(
        row.getString("user_name"),
        row.getString("client_id"),
        scopes,
        Instant.ofEpochMilli(row.getLong("signed_in_at")),
        Optional.ofNullable(row.getString("impi")));
  }

  private static Entry entry(ResultSet row, StatementContext context) throws SQLException {
    AuthorizedCode code =
        new AuthorizedCode(
            grant(row),
            row.getString("redirect_uri"),
            row.getString("challenge"),
            Optional.ofNullable(row.getString("nonce")),
            Instant.ofEpochMilli(row.getLong("ends_at")));
    return new Entry(code, Optional.ofNullable(row.getString("used_for")));
  }

  private static RefreshFamily family(ResultSet row, StatementContext context) throws SQLException {
    return new RefreshFamily(
        row.getString("family"),
        grant(row),
        row.getString("newest"),
        Instant.ofEpochMilli(row.getLong("expires_at")));
  }
}
