// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.config.ConfigError;
import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;
import ringway.waf.store.Databases;
import ringway.waf.store.WafDatabase;

/** TS 33.203 X.4.1 REQ 3.1: which subscriptions belong to which user. */
class UserStoreTest {
  private static final PasswordHash PASSWORD = PasswordHash.of("correct horse");
  private static final Subscription DESK =
      Subscription.of("alice@ims.example.net", "sip:alice@ims.example.net", "tel:+15550101");
  private static final Subscription CAR =
      Subscription.of("alice-car@ims.example.net", "tel:+15550109");

  @ParameterizedTest
  @EnumSource
  void userComesBackWithEverySubscriptionInOrder(Databases kind) {
    try (Database database = kind.open()) {
      UserStore users = new UserStore(database.jdbi());
      users.add(user("alice", DESK, CAR));

      User found = users.named("alice").orElseThrow();

      assertThat(found.subscriptions()).containsExactly(DESK, CAR);
      assertThat(found.impi()).isEqualTo(DESK.impi());
      assertThat(found.passwordHash().matches("correct horse")).isTrue();
      assertThat(users.byImpi(CAR.impi()).orElseThrow().name()).isEqualTo("alice");
    }
  }

  @ParameterizedTest
  @EnumSource
  void telephoneNumberFindsItsUserOnlyWhileNobodyElseHasIt(Databases kind) {
    try (Database database = kind.open()) {
      UserStore users = new UserStore(database.jdbi());
      users.add(user("alice", DESK, CAR));
      assertThat(users.byMsisdn("+15550109").orElseThrow().name()).isEqualTo("alice");
      assertThat(users.byMsisdn("+15550100")).isEmpty();

      users.add(user("eve", Subscription.of("eve@ims.example.net", "tel:+15550101")));

      assertThat(users.byMsisdn("+15550101")).isEmpty();
      assertThat(users.byMsisdn("+15550109")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void usersOfTheConfigFileReplaceThoseOfAnEarlierOneAndLeaveTheOthers(Databases kind) {
    try (Database database = kind.open()) {
      UserStore users = new UserStore(database.jdbi());
      users.merge(List.of(user("alice", DESK), user("bob", CAR)));
      users.add(user("carol", Subscription.of("carol@ims.example.net", "tel:+15550103")));

      users.merge(List.of(user("bob", DESK)));

      assertThat(users.named("alice")).isEmpty();
      assertThat(users.named("bob").orElseThrow().subscriptions()).containsExactly(DESK);
      assertThat(users.named("carol")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void impiOfSomebodyElseIsRefusedAndNothingIsChanged(Databases kind) {
    try (Database database = kind.open()) {
      UserStore users = new UserStore(database.jdbi());
      users.add(user("alice", DESK));
      users.add(user("bob", CAR));

      assertThatThrownBy(() -> users.save(user("bob", DESK)))
          .isInstanceOf(Taken.class)
          .hasMessage("IMPI `alice@ims.example.net` belongs to user `alice`");
      assertThatThrownBy(() -> users.add(user("alice", CAR)))
          .hasMessage("there is a user `alice` already");
      assertThatThrownBy(() -> users.merge(List.of(user("carl", DESK))))
          .isInstanceOf(ConfigError.class)
          .hasMessage("waf.users: IMPI `alice@ims.example.net` belongs to user `alice`");
      assertThat(users.named("bob").orElseThrow().subscriptions()).containsExactly(CAR);
      assertThat(users.named("carl")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void changeAndRemovalTellWhichSubscriptionsAreNoLongerTheirs(Databases kind) {
    try (Database database = kind.open()) {
      UserStore users = new UserStore(database.jdbi());
      users.add(user("alice", DESK, CAR));

      assertThat(users.save(user("alice", CAR))).containsExactly(DESK.impi());
      assertThat(users.byMsisdn("+15550101")).isEmpty();
      assertThat(users.remove("alice")).containsExactly(CAR.impi());
      assertThat(users.remove("alice")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void pagesHoldEveryUserOnce(Databases kind) {
    try (Database database = kind.open()) {
      UserStore users = new UserStore(database.jdbi());
      IntStream.range(0, 5)
          .forEach(i -> users.add(user("u" + i, Subscription.of("u" + i + "@x", "tel:+1" + i))));

      assertThat(users.after("", 2)).extracting(User::name).containsExactly("u0", "u1");
      assertThat(users.after("u1", 9)).extracting(User::name).containsExactly("u2", "u3", "u4");
      assertThat(users.after("u4", 9)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodesThatStartAtOnceWithOneFileBothStart(Databases kind) throws Exception {
    StoreConfig store = kind.fresh();
    List<User> file = List.of(user("alice", DESK), user("bob", CAR));
    try (Database one = WafDatabase.open(store);
        Database two = WafDatabase.open(store);
        var threads = Executors.newFixedThreadPool(2)) {
      CountDownLatch both = new CountDownLatch(2);
      List<Future<?>> starts =
          List.of(one, two).stream()
              .<Future<?>>map(
                  node ->
                      threads.submit(
                          () -> {
                            both.countDown();
                            both.await();
                            for (int i = 0; i < 20; i++) {
                              new UserStore(node.jdbi()).merge(file);
                            }
                            return true;
                          }))
              .toList();
      for (Future<?> start : starts) {
        start.get();
      }
      assertThat(new UserStore(two.jdbi()).after("", 9)).hasSize(2);
    }
  }

  private static User user(String name, Subscription... subscriptions) {
    return new User(name, PASSWORD, true, List.of(subscriptions));
  }
}
