// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  private static final class Named extends TimerWheel.Timer {
    final int number;
    final long earliest;

    Named(int number, Duration delay) {
      this.number = number;
      this.earliest = System.nanoTime() + delay.toNanos();
    }
  }

  private final ConcurrentLinkedQueue<Integer> fired = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Integer> early = new ConcurrentLinkedQueue<>();
  private final TimerWheel wheel =
      new TimerWheel("test-wheel", timers -> timers.forEach(timer -> fired((Named) timer)));

  private void fired(Named timer) {
    fired.add(timer.number);
    if (System.nanoTime() - timer.earliest < 0) {
      early.add(timer.number);
    }
  }

  private Named set(int number, Duration delay) {
    Named timer = new Named(number, delay);
    wheel.set(timer, delay);
    return timer;
  }

  @AfterEach
  void stop() {
    wheel.close();
  }

  @Test
  void everyTimerFiresOnceAndNoneEarly() {
    for (int i = 0; i < 2_000; i++) {
      set(i, Duration.ofNanos(i * 50_000L));
    }

    await().until(() -> fired.size() == 2_000);
    assertThat(fired)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 2_000).boxed().toList());
    assertThat(early).isEmpty();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void ofTheSameTickThoseSetFirstFireFirst() {
    for (int i = 0; i < 100; i++) {
      set(i, Duration.ofMillis(50));
    }

    await().until(() -> fired.size() == 100);
    assertThat(fired).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void aCancelledTimerDoesNotFireAndIsForgotten() {
    List<Named> timers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      timers.add(set(i, Duration.ofMinutes(10)));
    }
    assertThat(wheel.size()).isEqualTo(100);

    timers.forEach(wheel::cancel);
    timers.forEach(wheel::cancel);

    assertThat(wheel.size()).isZero();
    set(7, Duration.ZERO);
    await().until(() -> !fired.isEmpty());
    assertThat(fired).containsExactly(7);
  }

  @Test
  void aTimerOfSeveralTurnsWaitsForItsOwn() {
    Named late = set(1, Duration.ofSeconds(41 * 3));
    set(2, Duration.ofMillis(20));

    await().until(() -> fired.contains(2));
    assertThat(fired).containsExactly(2);
    wheel.cancel(late);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void aWheelThatSleptGoesOn() {
    set(1, Duration.ofMillis(1));
    await().until(() -> fired.contains(1));

    set(2, Duration.ofMillis(1));

    await().until(() -> fired.contains(2));
  }

  @Test
  void timersOfManyThreadsAllFireOrAreCancelled() throws InterruptedException {
    ConcurrentLinkedQueue<Integer> kept = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int base = t * 1_000;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 1_000; i++) {
                      Named timer = set(base + i, Duration.ofMillis(i % 40));
                      if (i % 2 == 0) {
                        kept.add(base + i);
                      } else {
                        wheel.cancel(timer);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    await().until(() -> fired.containsAll(kept) && wheel.size() == 0);
  }

  @Test
  void aTimerThatBreaksStopsNoOther() {
    try (TimerWheel breaking =
        new TimerWheel(
            "test-broken-wheel",
            timers -> {
              timers.forEach(timer -> fired((Named) timer));
              throw new IllegalStateException("broken");
            })) {
      breaking.set(new Named(1, Duration.ofMillis(1)), Duration.ofMillis(1));
      await().until(() -> fired.contains(1));
      breaking.set(new Named(2, Duration.ofMillis(30)), Duration.ofMillis(30));
      await().until(() -> fired.contains(2));
    }
  }
}
