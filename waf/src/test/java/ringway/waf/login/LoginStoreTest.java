// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;
import ringway.waf.store.Databases;
import ringway.waf.store.Sweeper;
import ringway.waf.store.WafDatabase;

/** What signing in keeps, on every database and seen from two nodes. */
class LoginStoreTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @EnumSource(Databases.class)
  void triesOfTwoNodesAtOnceAreAllCounted(Databases kind) throws Exception {
    StoreConfig config = kind.fresh();
    try (Database one = WafDatabase.open(config);
        Database two = WafDatabase.open(config);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Counters here = new Counters(one.jdbi(), at(0));
      Counters there = new Counters(two.jdbi(), at(0));
      List<Callable<Integer>> tries = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Counters node = i % 2 == 0 ? here : there;
        tries.add(() -> node.add("alice", Duration.ofMinutes(1)));
      }
      List<Integer> seen = new ArrayList<>();
      for (Future<Integer> answer : threads.invokeAll(tries)) {
        seen.add(answer.get());
      }

      assertThat(here.get("alice")).isEqualTo(20);
      assertThat(seen).containsExactlyInAnyOrderElementsOf(upTo(20));
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void countersEndByThemselvesAndAreSweptAway(Databases kind) {
    try (Database database = kind.open()) {
      new Counters(database.jdbi(), at(0)).add("alice", Duration.ofMinutes(1));
      Counters later = new Counters(database.jdbi(), at(61));

      assertThat(later.get("alice")).isZero();
      assertThat(later.add("alice", Duration.ofMinutes(1))).isEqualTo(1);
      try (Sweeper sweeper = new Sweeper(database.jdbi(), at(3600))) {
        sweeper.removes(Login.SWEEPS);
        sweeper.sweep();
      }
      assertThat(rows(database, "login_tries")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void oneAddressThatTriesEveryNameAddsNoMoreCountersThanItsLimit(Databases kind) {
    try (Database database = kind.open()) {
      PasswordGuard guard =
          new PasswordGuard(database.jdbi(), at(0), new LoginLimits(5, 20, 50, 20));
      for (int i = 0; i < 200; i++) {
        guard.count("user " + i, "198.51.100.7");
      }

      // One of the address, and two of each name it got through to.
      assertThat(rows(database, "login_tries")).isBetween(20, 1 + 2 * 21);
      assertThat(guard.count("another", "198.51.100.7")).isPresent();
      assertThat(guard.count("another", "198.51.100.8")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void tableOfTriesIsCutToItsBoundAndKeepsWhatLivesLongest(Databases kind) {
    try (Database database = kind.open();
        Sweeper sweeper = new Sweeper(database.jdbi(), at(1))) {
      Counters counters = new Counters(database.jdbi(), at(0));
      for (int i = 0; i < 10; i++) {
        counters.add("address " + i, Duration.ofMinutes(1));
      }
      counters.add("user alice", Duration.ofMinutes(10));
      sweeper.removes(List.of(Counters.keepingAtMost(4)));

      sweeper.sweep();

      assertThat(rows(database, "login_tries")).isEqualTo(4);
      assertThat(counters.get("user alice")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void sessionOpenedOnOneNodeIsKnownAndEndsOnTheOther(Databases kind) {
    StoreConfig config = kind.fresh();
    try (Database one = WafDatabase.open(config);
        Database two = WafDatabase.open(config)) {
      Sessions here = new Sessions(one.jdbi(), at(0), Duration.ofHours(1));
      Sessions there = new Sessions(two.jdbi(), at(0), Duration.ofHours(1));
      Session session = new Session("alice", SignInMethod.PASSWORD, START);
      String handle = here.open(session);

      assertThat(there.find(handle)).hasValue(session);
      there.end(handle);
      assertThat(here.find(handle)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void sessionsAndDevicesOfOneUserAreBounded(Databases kind) {
    try (Database database = kind.open()) {
      for (int i = 0; i < 60; i++) {
        new Sessions(database.jdbi(), at(i), Duration.ofHours(1))
            .open(new Session("alice", SignInMethod.PASSWORD, START));
        new Devices(database.jdbi(), at(i), Duration.ofDays(1)).remember(Optional.empty(), "alice");
      }

      assertThat(rows(database, "login_sessions")).isEqualTo(20);
      assertThat(rows(database, "login_devices")).isEqualTo(50);
      assertThat(new Sessions(database.jdbi(), at(60), Duration.ofHours(1)).endAll("alice"))
          .isEqualTo(20);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void deviceGetsANewHandleAtEachSignInAndKeepsItsUsers(Databases kind) {
    try (Database database = kind.open()) {
      Devices devices = new Devices(database.jdbi(), at(0), Duration.ofDays(1));
      String planted = "planted by somebody";
      String first = devices.remember(Optional.of(planted), "alice");
      String second = devices.remember(Optional.of(first), "bob");

      assertThat(devices.known(planted, "alice")).isEmpty();
      assertThat(devices.known(first, "alice")).isEmpty();
      assertThat(devices.known(second, "alice")).isPresent();
      assertThat(devices.known(second, "bob")).isPresent();
      assertThat(devices.known(second, "carol")).isEmpty();
      assertThat(new Devices(database.jdbi(), at(90_000), Duration.ofDays(1)).known(second, "bob"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void choiceAgainstLoginByNumberLasts(Databases kind) {
    try (Database database = kind.open()) {
      AutoLogin choices = new AutoLogin(database.jdbi(), at(0));
      choices.refuse("alice");
      choices.refuse("alice");
      assertThat(choices.refusedBy("alice")).isTrue();
      assertThat(choices.refusedBy("bob")).isFalse();
      choices.allow("alice");
      assertThat(choices.refusedBy("alice")).isFalse();
    }
  }

  private static List<Integer> upTo(int last) {
    return java.util.stream.IntStream.rangeClosed(1, last).boxed().toList();
  }

  private static int rows(Database database, String table) {
    return database
        .jdbi()
        .withHandle(
            db -> db.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Integer.class).one());
  }

  private static Clock at(long seconds) {
    return Clock.fixed(START.plusSeconds(seconds), ZoneOffset.UTC);
  }
}
