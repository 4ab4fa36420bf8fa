// SPDX-License-Identifier: Apache-2.0
package ringway.waf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.store.Database;

class StoreWatchTest {
  private static final Duration OFTEN = Duration.ofMillis(10);

  @Test
  void problemIsSeenAndSoIsItsEnd() {
    AtomicReference<Optional<String>> state = new AtomicReference<>(Optional.empty());
    try (StoreWatch watch = new StoreWatch(state::get, OFTEN, Duration.ofMinutes(1))) {
      assertThat(watch.problem()).isEmpty();
      state.set(Optional.of("the store does not answer"));
      await().until(() -> watch.problem().isPresent());
      state.set(Optional.empty());
      await().until(() -> watch.problem().isEmpty());
    }
  }

  @Test
  void silenceIsAProblem() {
    CountDownLatch end = new CountDownLatch(1);
    try (StoreWatch watch = new StoreWatch(() -> silent(end), OFTEN, Duration.ofMillis(50))) {
      await().until(() -> watch.problem().equals(Optional.of("the store says nothing")));
      end.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void databaseThatGoesAwayIsNoticed(Databases databases) {
    try (Database database = databases.open();
        StoreWatch watch = new StoreWatch(database::problem, OFTEN, Duration.ofMinutes(1))) {
      assertThat(watch.problem()).isEmpty();
      database.close();
      await().until(() -> watch.problem().isPresent());
    }
  }

  private static Optional<String> silent(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
