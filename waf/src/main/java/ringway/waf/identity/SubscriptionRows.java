// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Subscriptions as rows, the same for users and for pools; always inside somebody's transaction.
 */
public final class SubscriptionRows {
  private SubscriptionRows() {}

  /** Nodes that start at once bring their config files in one after the other. */
  public static void takeTurns(Handle handle) {
    handle
        .createQuery("SELECT id FROM config_takeover WHERE id = 1 FOR UPDATE")
        .mapTo(Integer.class)
        .one();
  }

  /** Whose it is: `user NAME` or `pool NAME`. */
  public static Optional<String> owner(Handle handle, Impi impi) {
    return handle
        .createQuery("SELECT user_name, pool FROM subscriptions WHERE impi = :impi")
        .bind("impi", impi.value())
        .map(
            (row, _) ->
                Optional.ofNullable(row.getString("user_name"))
                    .map(name -> "user `" + name + "`")
                    .orElse("pool `" + row.getString("pool") + "`"))
        .findOne();
  }

  public static void addToUser(Handle handle, String user, int place, Subscription subscription) {
    insert(handle, Optional.of(user), Optional.empty(), place, subscription);
    for (String number : subscription.msisdns()) {
      handle.execute(
          "INSERT INTO subscription_numbers (impi, msisdn) VALUES (?, ?)",
          subscription.impi().value(),
          number);
    }
  }

  /** All subscriptions of many new users. */
  static void addAll(Handle handle, List<User> users) {
    PreparedBatch rows =
        handle.prepareBatch(
            "INSERT INTO subscriptions (impi, impus, user_name, place, lent_until, tokens_until,"
                + " free_at, withdrawn) VALUES (?, ?, ?, ?, 0, 0, 0, FALSE)");
    PreparedBatch numbers =
        handle.prepareBatch("INSERT INTO subscription_numbers (impi, msisdn) VALUES (?, ?)");
    for (User user : users) {
      int place = 0;
      for (Subscription subscription : user.subscriptions()) {
        String impi = subscription.impi().value();
        rows.add(impi, lines(subscription.impus()), user.name(), place++);
        subscription.msisdns().forEach(number -> numbers.add(impi, number));
      }
    }
    rows.execute();
    if (numbers.size() > 0) {
      numbers.execute();
    }
  }

  public static void addToPool(Handle handle, String pool, int place, Subscription subscription) {
    insert(handle, Optional.empty(), Optional.of(pool), place, subscription);
  }

  private static void insert(
      Handle handle,
      Optional<String> user,
      Optional<String> pool,
      int place,
      Subscription subscription) {
    int added =
        handle
            .createUpdate(
                "INSERT INTO subscriptions (impi, impus, user_name, pool, place, lent_until,"
                    + " tokens_until, free_at, withdrawn)"
                    + " VALUES (:impi, :impus, :user, :pool, :place, 0, 0, 0, FALSE)"
                    + " ON CONFLICT DO NOTHING")
            .bind("impi", subscription.impi().value())
            .bind("impus", lines(subscription.impus()))
            .bind("user", user)
            .bind("pool", pool)
            .bind("place", place)
            .execute();
    if (added == 0) {
      String owner = owner(handle, subscription.impi()).orElse("somebody else");
      throw new Taken("impi", "IMPI `" + subscription.impi() + "` belongs to " + owner);
    }
  }

  public static Subscription read(ResultSet row) throws SQLException {
    return new Subscription(new Impi(row.getString("impi")), impus(row.getString("impus")));
  }

  public static String lines(List<Impu> impus) {
    return impus.stream().map(Impu::value).collect(Collectors.joining("\n"));
  }

  public static List<Impu> impus(String lines) {
    return Stream.of(lines.split("\n")).map(Impu::new).toList();
  }
}
