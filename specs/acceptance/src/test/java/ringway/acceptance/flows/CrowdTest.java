// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.register;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Crowd;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.ManyUsers;
import ringway.acceptance.matrix.Covers;

/** Many registered clients at once: an hour of theirs, and nodes that are restarted under them. */
@ExtendWith(FlowExtension.class)
class CrowdTest {
  /** {@code -Dringway.acceptance.crowd=5000} for the whole of row L07. */
  private static final int CROWD = Integer.getInteger("ringway.acceptance.crowd", 500);

  private static final int RESTARTED = 150;
  private static final Duration STEP = Duration.ofMinutes(5);

  /** Of an hour and five minutes: who has not refreshed by then is registered no more. */
  private static final int STEPS = 13;

  /** TS 24.229 §5.1.1.4: of 3600 s, 600 s before the end. */
  private static final int STEPS_BETWEEN_REFRESHES = 10;

  private static final int PINGS_IN_A_STEP = 10;
  private static final long MOST_GROWTH = 32L << 20;

  private static void requireFiles(int sockets) {
    long most =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    assumeTrue(
        most >= 2L * sockets + 1000,
        () -> "ulimit -n is " + most + ", too low for both ends of " + sockets + " connections");
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  @Covers("L07")
  void noRegistrationIsLostInAnHourAndMemoryDoesNotGrow(ManyUsers network) {
    requireFiles(CROWD);
    network.with(CROWD).withHandshakesPerSecond(CROWD);
    ManyUsers.Node node = network.node();
    Crowd crowd = network.crowd();
    Wic alice = network.alice(node);
    alice.sends(register().expires(3600).bearer(network.token(Subscriber.ALICE)));
    alice.receives(200);
    assertThat(crowd.arrives(node.w2())).isEmpty();
    assertThat(node.registered()).isEqualTo(CROWD + 1);

    long before = 0;
    for (int step = 0; step < STEPS; step++) {
      network.passes(STEP);
      int turn = step % STEPS_BETWEEN_REFRESHES;
      assertThat(crowd.keepsAlive(PINGS_IN_A_STEP)).isEmpty();
      assertThat(crowd.refreshes(number -> number % STEPS_BETWEEN_REFRESHES == turn)).isEmpty();
      if (step == 2) {
        before = heapAfterCollection();
      }
    }

    assertThat(crowd.lost()).isZero();
    // All but Alice, who has not refreshed: the hour has gone by indeed.
    await().atMost(Patience.LIMIT).until(() -> node.registered() == CROWD);
    await().atMost(Patience.LIMIT).until(() -> network.contacts() == CROWD);
    assertThat(heapAfterCollection() - before).as("bytes more").isLessThan(MOST_GROWTH);
  }

  @Test
  @Covers("L08")
  void restartedOneByOneTheNodesLoseNobodyAndTurnNobodyAway(ManyUsers network) {
    network.with(RESTARTED);
    ManyUsers.Node first = network.node();
    ManyUsers.Node second = network.node();
    Crowd crowd = network.crowd();
    Wic alice = network.alice(first);
    alice.sends(register().bearer(network.token(Subscriber.ALICE)));
    alice.receives(200);
    assertThat(crowd.arrives(first.w2())).isEmpty();

    first.stops();
    assertThat(crowd.seesClose()).as("going away").containsOnly(1001);
    assertThat(alice.seesClose().code()).isEqualTo(1001);
    assertThat(crowd.arrives(second.w2())).isEmpty();
    alice.reconnects(second.w2());
    alice.sends(register().bearer(network.token(Subscriber.ALICE)));
    alice.receives(200);
    assertThat(second.registered()).isEqualTo(RESTARTED + 1);
    assertThat(second.limited()).isZero();
    network.callsAlice();
    alice.receives(invite());
    alice.answers(486);

    ManyUsers.Node third = network.node();
    second.stops();
    assertThat(crowd.seesClose()).containsOnly(1001);
    assertThat(crowd.arrives(third.w2())).isEmpty();
    assertThat(third.registered()).isEqualTo(RESTARTED);
    assertThat(third.limited()).isZero();
    // A contact each: none is kept of a node that is gone, but for Alice's, who stays away.
    assertThat(network.contacts()).isEqualTo(RESTARTED + 1);
  }
}
