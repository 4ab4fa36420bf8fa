// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import ringway.runtime.config.ConfigError;

/**
 * The users of all nodes: those of the config file and those an administrator added. Thread-safe.
 */
public final class UserStore implements Users {
  private static final String COLUMNS =
      "SELECT u.name, u.password_hash, u.auto_login, s.impi, s.impus FROM users u"
          + " JOIN subscriptions s ON s.user_name = u.name ";
  private static final String ORDER = " ORDER BY u.name, s.place, s.impi";

  private final Jdbi jdbi;

  public UserStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Brings the users of the config file in: they replace what is there under their names, and those
   * of an earlier config file that are no longer in it go.
   */
  public void merge(Collection<User> configured) {
    List<String> names = configured.stream().map(User::name).toList();
    try {
      jdbi.useTransaction(
          handle -> {
            SubscriptionRows.takeTurns(handle);
            handle
                .createQuery("SELECT name FROM users WHERE from_config = TRUE FOR UPDATE")
                .mapTo(String.class)
                .list()
                .stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> delete(handle, name));
            // Subscriptions may have moved between the users of the file.
            configured.forEach(user -> deleteSubscriptions(handle, user.name()));
            configured.forEach(user -> put(handle, user, true));
          });
    } catch (Taken e) {
      throw new ConfigError("waf.users: " + e.getMessage(), e);
    }
  }

  /**
   * Adds a user.
   *
   * @throws Taken when there is one of this name, or an IMPI belongs to somebody else
   */
  public void add(User user) {
    jdbi.useTransaction(
        handle -> {
          if (insert(handle, user, false) == 0) {
            throw new Taken("name", "there is a user `" + user.name() + "` already");
          }
          addSubscriptions(handle, user);
        });
  }

  /**
   * Adds many users inside a transaction of the caller's; all of them are new, else the database
   * refuses with a violated key.
   */
  public static void addAll(Handle handle, List<User> users) {
    PreparedBatch names =
        handle.prepareBatch(
            "INSERT INTO users (name, from_config, password_hash, auto_login)"
                + " VALUES (?, FALSE, ?, ?)");
    users.forEach(user -> names.add(user.name(), user.passwordHash().phc(), user.autoLogin()));
    names.execute();
    SubscriptionRows.addAll(handle, users);
  }

  /**
   * Adds a user or replaces the one of this name; answers the IMPIs that are no longer theirs.
   *
   * @throws Taken when an IMPI belongs to somebody else
   */
  public List<Impi> save(User user) {
    return jdbi.inTransaction(
        handle -> {
          requireOurs(handle, user.name());
          List<Impi> before = deleteSubscriptions(handle, user.name());
          put(handle, user, false);
          List<Impi> after = user.subscriptions().stream().map(Subscription::impi).toList();
          return before.stream().filter(impi -> !after.contains(impi)).toList();
        });
  }

  /**
   * Gives a user one more subscription; false when there is no such user.
   *
   * @throws Taken when the IMPI belongs to somebody already
   */
  public boolean addSubscription(String name, Subscription subscription) {
    return jdbi.inTransaction(
        handle -> {
          requireOurs(handle, name);
          if (!lock(handle, name)) {
            return false;
          }
          int place =
              handle
                  .createQuery(
                      "SELECT COALESCE(MAX(place) + 1, 0) FROM subscriptions"
                          + " WHERE user_name = :name")
                  .bind("name", name)
                  .mapTo(Integer.class)
                  .one();
          SubscriptionRows.addToUser(handle, name, place, subscription);
          return true;
        });
  }

  /**
   * Takes a subscription from its user; false when none has it.
   *
   * @throws IllegalStateException when it is the only one of its user
   */
  public boolean removeSubscription(Impi impi) {
    Optional<User> owner = byImpi(impi);
    return owner.isPresent()
        && jdbi.inTransaction(
            handle -> {
              String name = owner.get().name();
              requireOurs(handle, name);
              lock(handle, name);
              int left =
                  handle
                      .createQuery("SELECT COUNT(*) FROM subscriptions WHERE user_name = :name")
                      .bind("name", name)
                      .mapTo(Integer.class)
                      .one();
              if (left == 1) {
                throw new IllegalStateException(
                    "it is the only subscription of user `" + name + "`: delete the user");
              }
              return handle.execute(
                      "DELETE FROM subscriptions WHERE impi = ? AND user_name = ?",
                      impi.value(),
                      name)
                  == 1;
            });
  }

  /** Answers the IMPIs of the user that is gone; empty when there was none. */
  public List<Impi> remove(String name) {
    return jdbi.inTransaction(
        handle -> {
          requireOurs(handle, name);
          List<Impi> impis = deleteSubscriptions(handle, name);
          delete(handle, name);
          return impis;
        });
  }

  @Override
  public Optional<User> named(String name) {
    return jdbi.withHandle(
        handle -> read(handle, COLUMNS + "WHERE u.name = :value" + ORDER, name).findFirst());
  }

  /** The user with this telephone number; nobody when several have it. */
  public Optional<User> byMsisdn(String number) {
    List<String> names =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT DISTINCT s.user_name FROM subscription_numbers n"
                            + " JOIN subscriptions s ON s.impi = n.impi WHERE n.msisdn = :number")
                    .bind("number", number)
                    .mapTo(String.class)
                    .list());
    return names.size() == 1 ? named(names.getFirst()) : Optional.empty();
  }

  /** The user whose subscription this is. */
  public Optional<User> byImpi(Impi impi) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT user_name FROM subscriptions WHERE impi = :impi")
                    .bind("impi", impi.value())
                    .map((row, _) -> Optional.ofNullable(row.getString("user_name")))
                    .findOne()
                    .flatMap(name -> name))
        .flatMap(this::named);
  }

  /** The next users after a name, in the order of names. */
  public List<User> after(String name, int limit) {
    return jdbi.withHandle(
        handle ->
            read(
                    handle,
                    COLUMNS
                        + "WHERE u.name IN (SELECT name FROM users WHERE name > :value"
                        + " ORDER BY name LIMIT "
                        + limit
                        + ")"
                        + ORDER,
                    name)
                .toList());
  }

  private static Stream<User> read(Handle handle, String sql, String value) {
    record Line(String name, String hash, boolean autoLogin, Subscription subscription) {}
    List<Line> lines =
        handle
            .createQuery(sql)
            .bind("value", value)
            .map(
                (row, _) ->
                    new Line(
                        row.getString("name"),
                        row.getString("password_hash"),
                        row.getBoolean("auto_login"),
                        SubscriptionRows.read(row)))
            .list();
    Map<String, List<Line>> byName =
        lines.stream()
            .collect(Collectors.groupingBy(Line::name, LinkedHashMap::new, Collectors.toList()));
    return byName.values().stream()
        .map(
            of ->
                new User(
                    of.getFirst().name(),
                    PasswordHash.parse(of.getFirst().hash()),
                    of.getFirst().autoLogin(),
                    of.stream().map(Line::subscription).toList()));
  }

  private static void put(Handle handle, User user, boolean fromConfig) {
    int known =
        handle.execute(
            "UPDATE users SET from_config = ?, password_hash = ?, auto_login = ? WHERE name = ?",
            fromConfig,
            user.passwordHash().phc(),
            user.autoLogin(),
            user.name());
    if (known == 0 && insert(handle, user, fromConfig) == 0) {
      // Another node has just come with the same user; the row is locked for us now.
      deleteSubscriptions(handle, user.name());
    }
    addSubscriptions(handle, user);
  }

  static int insert(Handle handle, User user, boolean fromConfig) {
    return handle.execute(
        "INSERT INTO users (name, from_config, password_hash, auto_login) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT DO NOTHING",
        user.name(),
        fromConfig,
        user.passwordHash().phc(),
        user.autoLogin());
  }

  static void addSubscriptions(Handle handle, User user) {
    for (int place = 0; place < user.subscriptions().size(); place++) {
      SubscriptionRows.addToUser(handle, user.name(), place, user.subscriptions().get(place));
    }
  }

  private static List<Impi> deleteSubscriptions(Handle handle, String name) {
    lock(handle, name);
    List<Impi> impis =
        handle
            .createQuery("SELECT impi FROM subscriptions WHERE user_name = :name")
            .bind("name", name)
            .map((row, _) -> new Impi(row.getString("impi")))
            .list();
    handle.execute("DELETE FROM subscriptions WHERE user_name = ?", name);
    return impis;
  }

  /** The user's row is the lock: two changes of one user take turns. */
  private static boolean lock(Handle handle, String name) {
    return handle
        .createQuery("SELECT name FROM users WHERE name = :name FOR UPDATE")
        .bind("name", name)
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  /** The config file would undo at the next start what an administrator does to its users. */
  private static void requireOurs(Handle handle, String name) {
    boolean configured =
        handle
            .createQuery("SELECT from_config FROM users WHERE name = :name FOR UPDATE")
            .bind("name", name)
            .mapTo(Boolean.class)
            .findOne()
            .orElse(false);
    if (configured) {
      throw new Taken("name", "user `" + name + "` is of the config file: change it there");
    }
  }

  private static void delete(Handle handle, String name) {
    handle.execute("DELETE FROM users WHERE name = ?", name);
  }
}
