// SPDX-License-Identifier: Apache-2.0
package ringway.waf.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.store.Database;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.Taken;
import ringway.waf.identity.User;
import ringway.waf.identity.UserStore;
import ringway.waf.store.Databases;
import ringway.waf.store.Handle;

/** TS 33.203 X.4.2.1: a pair is with one holder at a time. */
class PoolsTest {
  private static final Duration TOKEN = Duration.ofMinutes(10);
  private static final Duration MARGIN = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final SteppedClock clock = new SteppedClock();

  @ParameterizedTest
  @EnumSource
  void twoHoldersGetTwoPairsAndTheThirdIsTold(Databases kind) {
    try (Database database = kind.open()) {
      Pools pools = pools(database, 2);

      Lease ann = lend(pools, "ann", HOUR);
      Lease ben = lend(pools, "ben", HOUR);

      assertThat(ann.impi()).isNotEqualTo(ben.impi());
      assertThat(ann.impus()).isNotEqualTo(ben.impus());
      assertThat(ann.until()).isEqualTo(clock.instant().plus(HOUR));
      assertThatThrownBy(() -> lend(pools, "cat", HOUR))
          .isInstanceOfSatisfying(
              LendRefused.class, no -> assertThat(no.reason()).isEqualTo(LendRefused.Reason.EMPTY))
          .hasMessage(
              "all 2 pairs of pool `public` are out or in quarantine; the next may be free in 3660"
                  + " s");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pairGivenBackRestsUntilItsTokensHaveEnded(Databases kind) {
    try (Database database = kind.open()) {
      Pools pools = pools(database, 1);
      Lease ann = lend(pools, "ann", HOUR);
      clock.pass(Duration.ofMinutes(4));
      pools.giveBack("wwsf", ann.id());

      clock.pass(Duration.ofMinutes(6)); // the token ends now, the margin begins
      assertThatThrownBy(() -> lend(pools, "ben", HOUR)).isInstanceOf(LendRefused.class);
      clock.pass(MARGIN.minusMillis(1));
      assertThatThrownBy(() -> lend(pools, "ben", HOUR)).hasMessageContaining("free in 1 s");
      clock.pass(Duration.ofMillis(1));

      assertThat(lend(pools, "ben", HOUR).impi()).isEqualTo(ann.impi());
    }
  }

  @ParameterizedTest
  @EnumSource
  void leaseThatRunsOutNeedsNobodyToFreeIt(Databases kind) {
    try (Database database = kind.open()) {
      Pools pools = pools(database, 1);
      Lease ann = lend(pools, "ann", Duration.ofMinutes(1));

      clock.pass(Duration.ofMinutes(10)); // the lease was shorter than its token
      assertThatThrownBy(() -> lend(pools, "ben", HOUR)).isInstanceOf(LendRefused.class);
      assertThatThrownBy(() -> pools.renew("wwsf", ann.id(), HOUR))
          .hasMessage("there is no such lease, or it has ended");
      clock.pass(MARGIN);

      assertThat(lend(pools, "ben", HOUR).id()).isNotEqualTo(ann.id());
    }
  }

  @ParameterizedTest
  @EnumSource
  void renewedLeaseKeepsItsPairAndMovesTheQuarantine(Databases kind) {
    try (Database database = kind.open()) {
      Pools pools = pools(database, 1);
      Lease ann = lend(pools, "ann", HOUR);
      clock.pass(HOUR.minusSeconds(1));

      Lease renewed = pools.renew("wwsf", ann.id(), Duration.ofMinutes(2));

      assertThat(renewed.impi()).isEqualTo(ann.impi());
      assertThat(renewed.until()).isEqualTo(clock.instant().plus(Duration.ofMinutes(2)));
      clock.pass(TOKEN.plus(MARGIN).minusMillis(1));
      assertThatThrownBy(() -> lend(pools, "ben", HOUR)).isInstanceOf(LendRefused.class);
      clock.pass(Duration.ofMillis(1));
      assertThat(lend(pools, "ben", HOUR).impi()).isEqualTo(ann.impi());
    }
  }

  @ParameterizedTest
  @EnumSource
  void leaseOfAnotherClientIsAsGoodAsNone(Databases kind) {
    try (Database database = kind.open()) {
      Pools pools = pools(database, 1);
      Lease ann = lend(pools, "ann", HOUR);

      assertThatThrownBy(() -> pools.renew("other", ann.id(), HOUR))
          .isInstanceOfSatisfying(
              LendRefused.class,
              no -> assertThat(no.reason()).isEqualTo(LendRefused.Reason.NO_LEASE));
      assertThatThrownBy(() -> pools.giveBack("other", ann.id())).isInstanceOf(LendRefused.class);
      assertThatThrownBy(() -> pools.giveBack("wwsf", "guessed")).isInstanceOf(LendRefused.class);
      assertThat(pools.renew("wwsf", ann.id(), HOUR).holder()).isEqualTo("ann");
    }
  }

  @ParameterizedTest
  @EnumSource
  void longLeaseIsCutToWhatIsAllowed(Databases kind) {
    try (Database database = kind.open()) {
      assertThat(lend(pools(database, 1), "ann", Duration.ofDays(400)).until())
          .isEqualTo(clock.instant().plus(Duration.ofHours(12)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void recalledPairGoesIntoQuarantineAtOnce(Databases kind) {
    try (Database database = kind.open()) {
      Pools pools = pools(database, 1);
      Lease ann = lend(pools, "ann", HOUR);

      assertThat(pools.recall(ann.impi()).orElseThrow().id()).isEqualTo(ann.id());
      assertThat(pools.recall(ann.impi())).isEmpty();

      assertThatThrownBy(() -> pools.renew("wwsf", ann.id(), HOUR)).isInstanceOf(LendRefused.class);
      clock.pass(TOKEN.plus(MARGIN));
      assertThat(lend(pools, "ben", HOUR).impi()).isEqualTo(ann.impi());
    }
  }

  @ParameterizedTest
  @EnumSource
  void poolsOfTheConfigFileChangeWithoutDisturbingLeases(Databases kind) {
    try (Database database = kind.open()) {
      Pools pools = pools(database, 2);
      PoolStore store = new PoolStore(database.jdbi(), clock);
      Lease ann = lend(pools, "ann", HOUR);

      store.merge(List.of(new PoolsConfig.Entry("public", List.of(pair(7)))));

      // The free pair is gone, the one that is out goes when it comes back.
      assertThat(store.pairs("public", "", 9))
          .extracting(pair -> pair.subscription().impi())
          .containsExactlyInAnyOrder(ann.impi(), pair(7).impi());
      assertThat(lend(pools, "ben", HOUR).impi()).isEqualTo(pair(7).impi());
      assertThat(pools.renew("wwsf", ann.id(), HOUR).impi()).isEqualTo(ann.impi());
      clock.pass(HOUR.plus(TOKEN).plus(MARGIN));
      PoolStore.SWEEPS.forEach(
          sql ->
              database
                  .jdbi()
                  .useHandle(db -> db.createUpdate(sql).bind("now", clock.millis()).execute()));
      assertThat(store.pairs("public", "", 9)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pairThatIsOutCannotBecomeSomebodyElses(Databases kind) {
    try (Database database = kind.open()) {
      PoolStore store = new PoolStore(database.jdbi(), clock);
      store.add("made", List.of(pair(1), pair(2)));
      Pools pools = pools(database, 0);
      Lease lease = pools.lend("wwsf", "made", "ann", HOUR, Handle.fresh());

      assertThat(store.remove("made", lease.impi())).isTrue();

      assertThatThrownBy(
              () -> store.add("next", List.of(new Subscription(lease.impi(), lease.impus()))))
          .isInstanceOf(Taken.class)
          .hasMessageContaining("belongs to pool `made`");
      assertThatThrownBy(
              () ->
                  new UserStore(database.jdbi())
                      .add(User.withPassword("eve", "x", lease.impi().value(), "tel:+1")))
          .isInstanceOf(Taken.class);
      assertThat(store.after("", 9)).extracting(PoolStore.Pool::name).doesNotContain("next");
      assertThat(store.remove("made")).isTrue();
      assertThat(store.pairs("made", "", 9)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void poolOfTheConfigFileIsChangedThereOnly(Databases kind) {
    try (Database database = kind.open()) {
      pools(database, 1);
      PoolStore store = new PoolStore(database.jdbi(), clock);

      assertThatThrownBy(() -> store.add("public", List.of(pair(3)))).isInstanceOf(Taken.class);
      assertThatThrownBy(() -> store.remove("public")).isInstanceOf(Taken.class);
      assertThat(store.remove("none")).isFalse();
      assertThat(store.remove("none", new Impi("a@b"))).isFalse();
      assertThat(store.after("", 9)).containsExactly(new PoolStore.Pool("public", true, 1, 1));
    }
  }

  private Pools pools(Database database, int pairs) {
    List<Subscription> all = IntStream.range(0, pairs).mapToObj(PoolsTest::pair).toList();
    PoolsConfig config =
        new PoolsConfig(
            MARGIN, Duration.ofHours(12), List.of(new PoolsConfig.Entry("public", all)));
    new PoolStore(database.jdbi(), clock).merge(config.entries());
    return new Pools(database.jdbi(), clock, TOKEN, config);
  }

  private static Lease lend(Pools pools, String holder, Duration duration) {
    return pools.lend("wwsf", "public", holder, duration, Handle.fresh());
  }

  static Subscription pair(int i) {
    return Subscription.of("pool" + i + "@ims.example.net", "sip:pool" + i + "@ims.example.net");
  }
}
