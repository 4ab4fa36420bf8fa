// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxesTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Mailboxes mailboxes = new Mailboxes(4, metrics);

  @AfterEach
  void close() {
    mailboxes.close();
  }

  @Test
  void tasksOfOneKeyRunOneAtATimeAndInOrder() {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();

    for (int i = 0; i < 500; i++) {
      int number = i;
      mailboxes.queue(
          "a",
          () -> {
            overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
            seen.add(number);
            Thread.yield();
            inside.decrementAndGet();
          });
    }

    await().until(() -> seen.size() == 500);
    assertThat(overlapped).isFalse();
    assertThat(seen).isEqualTo(IntStream.range(0, 500).boxed().toList());
  }

  @Test
  void aBlockedKeyHoldsUpNoOther() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    mailboxes.post("a", () -> awaitQuietly(gate));

    mailboxes.post("b", other::countDown);

    other.await();
    gate.countDown();
    await().until(() -> mailboxes.size() == 0);
  }

  @Test
  void aFullMailboxRefusesAndCountsButTakesTimers() {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    mailboxes.post(
        "a",
        () -> {
          begun.countDown();
          awaitQuietly(gate);
        });
    awaitQuietly(begun);

    for (int i = 0; i < 4; i++) {
      assertThat(mailboxes.post("a", ran::incrementAndGet)).isTrue();
    }
    assertThat(mailboxes.post("a", ran::incrementAndGet)).isFalse();
    assertThat(mailboxes.post("b", () -> {})).isTrue();
    mailboxes.queue("a", ran::incrementAndGet);
    gate.countDown();

    await().untilAtomic(ran, org.hamcrest.Matchers.is(5));
    assertThat(metrics.get("ringway.sip.mailbox.refused").counter().count()).isEqualTo(1);
  }

  @Test
  void aTaskThatFailsIsCountedAndTheNextOneRuns() {
    AtomicBoolean ran = new AtomicBoolean();
    mailboxes.post(
        "a",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    mailboxes.post(
        "a",
        () -> {
          throw new StackOverflowError("on purpose");
        });
    mailboxes.post("a", () -> ran.set(true));

    await().untilTrue(ran);
    assertThat(metrics.get("ringway.sip.mailbox.failures").counter().count()).isEqualTo(2);
  }

  @Test
  void runWithinTheMailboxIsImmediateAndQueueIsNot() {
    List<String> seen = new CopyOnWriteArrayList<>();
    mailboxes.post(
        "a",
        () -> {
          mailboxes.queue("a", () -> seen.add("queued"));
          mailboxes.run("a", () -> seen.add("run"));
          seen.add("end");
        });

    await().until(() -> seen.size() == 3);
    assertThat(seen).containsExactly("run", "end", "queued");
  }

  @Test
  void aCancelledTaskDoesNotRunEvenWhenItsTimeHasCome() {
    AtomicBoolean ran = new AtomicBoolean();
    AtomicBoolean later = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    mailboxes.post(
        "a",
        () -> {
          Mailboxes.Scheduled due =
              mailboxes.schedule("a", Duration.ofMillis(1), () -> ran.set(true));
          // Due and queued behind this very task before it is cancelled.
          await().until(() -> waitingIn("a") > 0);
          due.cancel();
          mailboxes.schedule("a", Duration.ofMillis(5), () -> later.set(true));
          done.countDown();
        });

    awaitQuietly(done);
    await().untilTrue(later);
    assertThat(ran).isFalse();
  }

  @Test
  void emptyMailboxesLeaveNothingBehind() {
    for (int i = 0; i < 100; i++) {
      mailboxes.post("key-" + i, () -> {});
    }

    await().until(() -> mailboxes.size() == 0);
  }

  @Test
  void afterTheEndNothingIsTaken() {
    mailboxes.close();

    assertThat(mailboxes.post("a", () -> {})).isFalse();
    mailboxes.schedule("a", Duration.ofMillis(1), () -> {}).cancel();
  }

  private int waitingIn(String key) {
    return mailboxes.waiting(key);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
