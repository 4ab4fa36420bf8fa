// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

class GrantStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, java.time.ZoneOffset.UTC);
  private static final Grant GRANT =
      new Grant(
          "alice",
          "wwsf",
          List.of("openid", "ims.register"),
          NOW.minusSeconds(5),
          Optional.of("alice@desk.example"));
  private static final AuthorizedCode CODE =
      new AuthorizedCode(
          GRANT, "https://phone.example.net/callback", "challenge", Optional.of("n"), NOW);

  @ParameterizedTest
  @EnumSource
  void aCodeComesBackAsItWasKept(Databases databases) {
    try (Database database = databases.open()) {
      SqlGrantStore store = new SqlGrantStore(database.jdbi(), CLOCK);
      store.keep("hash", CODE);

      assertThat(store.redeem("hash", code -> family("f1"))).isEqualTo(new Redemption.First(CODE));
      assertThat(store.family("f1")).contains(family("f1"));
      assertThat(store.redeem("other", code -> family("f2"))).isEqualTo(new Redemption.Unknown());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReplayedCodeEndsTheFamilyOfItsFirstUse(Databases databases) {
    try (Database database = databases.open()) {
      SqlGrantStore store = new SqlGrantStore(database.jdbi(), CLOCK);
      store.keep("hash", CODE);
      store.redeem("hash", code -> family("f1"));

      assertThat(store.redeem("hash", code -> family("f2")))
          .isEqualTo(new Redemption.Replayed("f1"));
      assertThat(store.family("f1")).isEmpty();
      assertThat(store.family("f2")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheNewestRefreshTokenRotates(Databases databases) {
    try (Database database = databases.open()) {
      SqlGrantStore store = opened(database, "f1");

      assertThat(store.rotate("f1", "first", "second")).isTrue();
      assertThat(store.rotate("f1", "first", "third")).isFalse();
      assertThat(store.rotate("f1", "second", "third")).isTrue();
      store.close("f1");
      assertThat(store.rotate("f1", "third", "fourth")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExpiredFamilyIsGoneAndSwept(Databases databases) {
    try (Database database = databases.open()) {
      opened(database, "f1");
      Clock later = Clock.offset(CLOCK, Duration.ofHours(2));

      assertThat(new SqlGrantStore(database.jdbi(), later).family("f1")).isEmpty();
      try (Sweeper sweeper = new Sweeper(database.jdbi(), later)) {
        SqlGrantStore.tables().forEach(sweeper::sweeps);
        sweeper.sweep();
      }
      for (String table : SqlGrantStore.tables()) {
        long rows =
            database
                .jdbi()
                .withHandle(
                    h -> h.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
        assertThat(rows).as(table).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoNodesThatRedeemOneCodeOnlyOneSucceeds(Databases databases) throws Exception {
    StoreConfig shared = databases.fresh();
    try (Database one = WafDatabase.open(shared);
        Database two = WafDatabase.open(shared)) {
      SqlGrantStore first = new SqlGrantStore(one.jdbi(), CLOCK);
      SqlGrantStore second = new SqlGrantStore(two.jdbi(), CLOCK);
      for (int round = 0; round < 20; round++) {
        String code = "hash" + round;
        String family = "f" + round;
        first.keep(code, CODE);

        List<Redemption> outcomes =
            atOnce(
                () -> first.redeem(code, c -> family(family)),
                () -> second.redeem(code, c -> family(family + "b")));

        assertThat(outcomes)
            .contains(new Redemption.First(CODE))
            .hasAtLeastOneElementOfType(Redemption.Replayed.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoNodesThatRotateOneTokenOnlyOneSucceeds(Databases databases) throws Exception {
    StoreConfig shared = databases.fresh();
    try (Database one = WafDatabase.open(shared);
        Database two = WafDatabase.open(shared)) {
      SqlGrantStore first = opened(one, "f1");
      SqlGrantStore second = new SqlGrantStore(two.jdbi(), CLOCK);
      String from = "first";
      for (int round = 0; round < 20; round++) {
        String newest = from;
        String a = "a" + round;
        String b = "b" + round;

        List<Boolean> rotated =
            atOnce(() -> first.rotate("f1", newest, a), () -> second.rotate("f1", newest, b));

        assertThat(rotated).containsExactlyInAnyOrder(true, false);
        from = rotated.getFirst() ? a : b;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofOneUsersGrantsTheOldestGiveWay(Databases databases) {
    try (Database database = databases.open()) {
      SqlGrantStore store = new SqlGrantStore(database.jdbi(), CLOCK);
      int surplus = 30;
      for (int i = 0; i < SqlGrantStore.MOST_PER_USER + surplus; i++) {
        String id = "f" + i;
        Instant end = NOW.plusSeconds(3600 + i);
        store.keep(id, new AuthorizedCode(GRANT, "https://a.example", "c", Optional.empty(), end));
        store.redeem(id, code -> new RefreshFamily(id, GRANT, "first", end));
      }

      assertThat(store.family("f" + (surplus - 1))).isEmpty();
      assertThat(store.family("f" + surplus)).isPresent();
      assertThat(store.redeem("f0", code -> family("g"))).isEqualTo(new Redemption.Unknown());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatNoDatabaseCanStoreIsSimplyUnknown(Databases databases) {
    try (Database database = databases.open()) {
      SqlGrantStore store = new SqlGrantStore(database.jdbi(), CLOCK);
      for (String odd : List.of("\0", "a\0b", "\ud800", "\udc00x", "", "x".repeat(60_000))) {
        assertThat(store.family(odd)).isEmpty();
        assertThat(store.redeem(odd, code -> family("f"))).isEqualTo(new Redemption.Unknown());
        assertThat(store.rotate(odd, odd, "next")).isFalse();
        store.close(odd);
      }
    }
  }

  private static <T> List<T> atOnce(Callable<T> one, Callable<T> two) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<T> first = threads.submit(one);
      Future<T> second = threads.submit(two);
      return List.of(first.get(), second.get());
    }
  }

  private static SqlGrantStore opened(Database database, String family) {
    SqlGrantStore store = new SqlGrantStore(database.jdbi(), CLOCK);
    store.keep("hash-" + family, CODE);
    store.redeem("hash-" + family, code -> family(family));
    return store;
  }

  private static RefreshFamily family(String id) {
    return new RefreshFamily(id, GRANT, "first", NOW.plusSeconds(3600));
  }
}
