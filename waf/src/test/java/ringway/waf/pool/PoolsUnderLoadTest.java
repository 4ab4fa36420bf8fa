// SPDX-License-Identifier: Apache-2.0
package ringway.waf.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Subscription;
import ringway.waf.store.Databases;
import ringway.waf.store.Handle;
import ringway.waf.store.WafDatabase;

/** Two nodes at one database, sixteen requests at once. */
class PoolsUnderLoadTest {
  private static final int THREADS = 16;
  private static final int PAIRS = 12;
  private static final int STEPS = 60;
  private static final Duration TOKEN = Duration.ofSeconds(10);
  private static final PoolsConfig CONFIG =
      new PoolsConfig(
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          List.of(
              new PoolsConfig.Entry(
                  "public",
                  IntStream.range(0, PAIRS).<Subscription>mapToObj(PoolsTest::pair).toList())));

  @ParameterizedTest
  @EnumSource
  void emptyingAPoolAtOnceGivesEveryPairOnce(Databases kind) throws Exception {
    StoreConfig store = kind.fresh();
    try (Database one = WafDatabase.open(store);
        Database two = WafDatabase.open(store)) {
      new PoolStore(one.jdbi(), Clock.systemUTC()).merge(CONFIG.entries());
      List<Pools> nodes = nodes(one, two, Clock.systemUTC());

      List<Impi> given = new ArrayList<>();
      AtomicInteger refused = new AtomicInteger();
      for (List<Impi> part :
          atOnce(
              thread ->
                  () -> {
                    try {
                      return List.of(
                          nodes
                              .get(thread % 2)
                              .lend("wwsf", "public", "h", Duration.ofMinutes(5), Handle.fresh())
                              .impi());
                    } catch (LendRefused no) {
                      refused.incrementAndGet();
                      return List.<Impi>of();
                    }
                  })) {
        given.addAll(part);
      }

      assertThat(given).doesNotHaveDuplicates();
      assertThat(given.size() + refused.get()).isEqualTo(THREADS);
      assertThat(given).hasSize(PAIRS);
    }
  }

  /**
   * Whatever is lent, renewed, given back and recalled: no pair is lent before its rest is over.
   */
  @ParameterizedTest
  @EnumSource
  void noPairIsWithTwoHoldersNorBackBeforeItsTokensEnded(Databases kind) throws Exception {
    StoreConfig store = kind.fresh();
    SteppedClock clock = new SteppedClock();
    try (Database one = WafDatabase.open(store);
        Database two = WafDatabase.open(store)) {
      new PoolStore(one.jdbi(), clock).merge(CONFIG.entries());
      List<Pools> nodes = nodes(one, two, clock);
      Map<Impi, Long> tokensEnd = new ConcurrentHashMap<>();
      Map<Impi, String> holders = new ConcurrentHashMap<>();
      AtomicInteger lent = new AtomicInteger();

      atOnce(
          thread ->
              () -> {
                Random random = new Random(thread);
                for (int i = 0; i < STEPS; i++) {
                  Pools pools = nodes.get(random.nextInt(2));
                  try {
                    Lease lease =
                        pools.lend("wwsf", "public", "h", Duration.ofHours(1), Handle.fresh());
                    lent.incrementAndGet();
                    // Other threads move the clock on, so the lease itself says when it began.
                    assertThat(tokensEnd.getOrDefault(lease.impi(), 0L))
                        .isLessThanOrEqualTo(
                            lease.tokensUntil().minus(TOKEN).minus(CONFIG.margin()).toEpochMilli());
                    assertThat(holders.put(lease.impi(), lease.id())).isNull();
                    tokensEnd.put(lease.impi(), lease.tokensUntil().toEpochMilli());
                    if (random.nextBoolean()) {
                      Lease renewed =
                          nodes
                              .get(random.nextInt(2))
                              .renew("wwsf", lease.id(), Duration.ofMinutes(1));
                      tokensEnd.put(lease.impi(), renewed.tokensUntil().toEpochMilli());
                    }
                    assertThat(holders.remove(lease.impi())).isEqualTo(lease.id());
                    nodes.get(random.nextInt(2)).giveBack("wwsf", lease.id());
                  } catch (LendRefused no) {
                    assertThat(no.reason()).isEqualTo(LendRefused.Reason.EMPTY);
                    clock.pass(Duration.ofSeconds(3));
                  }
                }
                return true;
              });

      assertThat(lent.get()).isGreaterThan(PAIRS);
      assertThat(holders).isEmpty();
    }
  }

  private static List<Pools> nodes(Database one, Database two, Clock clock) {
    return List.of(
        new Pools(one.jdbi(), clock, TOKEN, CONFIG), new Pools(two.jdbi(), clock, TOKEN, CONFIG));
  }

  private static <T> List<T> atOnce(IntFunction<Callable<T>> work) throws Exception {
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      List<T> results = new ArrayList<>();
      for (Future<T> future :
          threads.invokeAll(IntStream.range(0, THREADS).mapToObj(work).toList())) {
        results.add(future.get());
      }
      return results;
    }
  }
}
