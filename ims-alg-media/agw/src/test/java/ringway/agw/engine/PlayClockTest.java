// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who plays transcoded speech, and when. */
class PlayClockTest {
  private static final String NAME = "clock-under-test";

  private final PlayClock clock = new PlayClock(NAME, 3);

  @AfterEach
  void close() {
    clock.close();
  }

  /** Remembers who has played it. */
  private static final class Player implements PlayClock.Player {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile int times;
    private volatile long last;

    @Override
    public void play(long nowNanos) {
      assertThat(nowNanos - last).isPositive();
      last = nowNanos;
      threads.add(Thread.currentThread());
      times++; // one thread alone
    }

    private Player awaitTimes(int wanted) {
      await().until(() -> times >= wanted);
      return this;
    }
  }

  private Player added() {
    Player player = new Player();
    clock.add(player);
    return player;
  }

  @Test
  void eachIsPlayedByOneThreadAndAllThreadsHaveAsMany() {
    List<Player> players = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      players.add(added());
    }
    Set<Thread> all = ConcurrentHashMap.newKeySet();
    for (Player player : players) {
      player.awaitTimes(20);
      assertThat(player.threads).hasSize(1);
      all.addAll(player.threads);
    }
    assertThat(all).hasSize(3);
    assertThat(all.stream().map(Thread::getName))
        .containsExactlyInAnyOrder(NAME + "-0", NAME + "-1", NAME + "-2");
  }

  @Test
  void oneThatIsTakenOffMakesRoomForAnother() {
    List<Player> players = new ArrayList<>(List.of(added(), added(), added()));
    Player gone = players.get(1).awaitTimes(1);
    clock.remove(gone);
    Player next = added().awaitTimes(1);
    assertThat(next.threads).isEqualTo(gone.threads);

    next.awaitTimes(next.times + 1); // so the thread has ended the round it was in
    int before = gone.times;
    next.awaitTimes(next.times + 10);
    assertThat(gone.times).isEqualTo(before);
  }

  @Test
  void oneThatFailsDoesNotSilenceTheOthers() {
    AtomicReference<Thread> fails = new AtomicReference<>(Thread.currentThread());
    clock.add(
        _ -> {
          fails.set(Thread.currentThread());
          throw new IllegalStateException("on purpose");
        });
    for (Player other : List.of(added(), added(), added())) {
      other.awaitTimes(10);
      clock.remove(other);
      if (other.threads.contains(fails.get())) {
        return;
      }
    }
    throw new AssertionError("none was beside it");
  }

  @Test
  void noThreadIsLeftAndNobodyIsPlayedAfterTheEnd() {
    Player player = added().awaitTimes(1);
    Optional<Thread> thread = player.threads.stream().findFirst();

    clock.close();

    assertThat(thread.orElseThrow().isAlive()).isFalse();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(one -> one.getName().startsWith(NAME));
  }
}
