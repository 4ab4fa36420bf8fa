// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A line that breaks between a controller and a gateway that both live on. */
class IqInterruptionTest {
  private static final IqClient.Limits PATIENT =
      new IqClient.Limits(
          Duration.ofSeconds(5),
          16,
          Duration.ofMinutes(1),
          Duration.ofMillis(10),
          Duration.ofMillis(40));

  private final FakeGateway gateway = new FakeGateway();
  private IqServer server;
  private Wire wire;
  private IqClient client;

  private void open(Duration orphanTime) throws Exception {
    server =
        IqServer.start(
            IqListenerConfig.loopback(0), orphanTime, gateway, new SimpleMeterRegistry());
    wire = new Wire(server.port());
    client =
        IqClient.connect(
            URI.create("ws://127.0.0.1:" + wire.port() + "/iq"), IqAccess.open(), PATIENT);
    // Where much else goes on the first attempt may take too long; the client goes on trying.
    await().until(client::available);
    client.reserve(new Reserve("c1", List.of(new Reserve.Stream("0", "audio"))));
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    wire.close();
    server.close();
  }

  private void cut() {
    wire.cut();
    await().until(() -> !client.available());
  }

  private void mend() {
    wire.mend();
    await().until(client::available);
  }

  @Test
  void contextsOutliveAnInterruptionShorterThanTheOrphanTime() throws Exception {
    open(Duration.ofMinutes(1));
    cut();
    mend();
    assertThat(client.audit().contexts()).extracting(Audit.Context::id).containsExactly("c1");
    client.release("c1");
    assertThat(gateway.contexts).isEmpty();
  }

  @Test
  void eventsOfTheInterruptionAreToldAfterIt() throws Exception {
    open(Duration.ofMinutes(1));
    BlockingQueue<IqEvent> events = new LinkedBlockingQueue<>();
    client.onEvent(events::add);
    cut();
    IqEvent meanwhile = new IqEvent.StreamFailed("c1", "0", "wrong certificate");
    // The server may not have noticed yet; what it sends into the cut line may be lost.
    await()
        .until(
            () -> {
              gateway.tell(meanwhile);
              wire.mend();
              return meanwhile.equals(events.poll(100, TimeUnit.MILLISECONDS));
            });
  }

  @Test
  void contextsOfAControllerThatStaysAwayAreReleased() throws Exception {
    open(Duration.ofMillis(100));
    cut();
    await().until(gateway.contexts::isEmpty);
  }

  @Test
  void aControllerBackTooLateLearnsWhatItLost() throws Exception {
    open(Duration.ofMillis(100));
    BlockingQueue<IqEvent> events = new LinkedBlockingQueue<>();
    client.onEvent(events::add);
    cut();
    await().until(gateway.contexts::isEmpty);
    mend();
    assertThat(Optional.ofNullable(events.poll(10, TimeUnit.SECONDS)))
        .contains(new IqEvent.ContextLost("c1", "the media function no longer has it"));
  }

  @Test
  void aReleaseAskedForDuringTheInterruptionHappensAfterIt() throws Exception {
    open(Duration.ofMinutes(1));
    cut();
    client.release("c1");
    assertThat(gateway.contexts).containsOnlyKeys("c1");
    mend();
    await().until(gateway.contexts::isEmpty);
  }

  private BlockingQueue<IqEvent> events() {
    BlockingQueue<IqEvent> events = new LinkedBlockingQueue<>();
    client.onEvent(events::add);
    return events;
  }

  private static IqEvent next(BlockingQueue<IqEvent> events) throws InterruptedException {
    return Optional.ofNullable(events.poll(10, TimeUnit.SECONDS)).orElseThrow();
  }

  @Test
  void whatWasSentButDidNotArriveIsSentAgainAndWhatArrivedIsNot() throws Exception {
    open(Duration.ofMinutes(1));
    BlockingQueue<IqEvent> events = events();
    List<IqEvent> told =
        List.of(
            new IqEvent.IceConnected("c1", "0", "127.0.0.1:50000"),
            new IqEvent.MediaInactive("c1", "0"),
            new IqEvent.DtlsClosed("c1", "0"));
    gateway.tell(told.getFirst());
    assertThat(next(events)).isEqualTo(told.getFirst());

    wire.mute();
    gateway.tell(told.get(1));
    cut();
    mend();
    gateway.tell(told.get(2));

    assertThat(next(events)).isEqualTo(told.get(1));
    assertThat(next(events)).isEqualTo(told.get(2));
    assertThat(events).isEmpty();
  }

  @Test
  void whoHasMissedTooMuchLooksWhatIsLeft() throws Exception {
    open(Duration.ofMinutes(1));
    client.reserve(new Reserve("c2", List.of(new Reserve.Stream("0", "audio"))));
    BlockingQueue<IqEvent> events = events();
    cut();
    gateway.tell(new IqEvent.ContextLost("c1", "this event will give way"));
    for (int i = 0; i < Controller.MAX_KEPT; i++) {
      gateway.tell(new IqEvent.MediaInactive("c2", "0"));
    }
    gateway.contexts.remove("c1");
    mend();

    await()
        .untilAsserted(
            () ->
                assertThat(events)
                    .contains(
                        new IqEvent.ContextLost("c1", "the media function no longer has it")));
    assertThat(client.audit().contexts()).extracting(Audit.Context::id).containsExactly("c2");
  }

  @Test
  void aRequestWhoseAnswerWasLostIsCarriedOutOnceAndAnswered() throws Exception {
    open(Duration.ofMinutes(1));
    wire.mute();
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(
            () -> client.sendDtmf(SendDtmf.of("c1", "0", Side.CORE, "7")),
            Thread::startVirtualThread);
    await().until(() -> !gateway.digits.isEmpty());
    cut();
    mend();

    assertThat(asked).succeedsWithin(Duration.ofSeconds(10));
    assertThat(gateway.digits).hasSize(1);
  }

  @Test
  void aRequestIsNotWaitedForWhenTheGatewayIsAway() throws Exception {
    open(Duration.ofMinutes(1));
    gateway.hold = new CountDownLatch(1);
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(
            () -> client.sendDtmf(SendDtmf.of("c1", "0", Side.CORE, "7")),
            Thread::startVirtualThread);
    await().until(() -> !gateway.digits.isEmpty());
    cut();

    assertThat(asked)
        .failsWithin(Duration.ofSeconds(4)) // it may take five to be answered
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("cannot be reached");
    gateway.hold.countDown();
  }

  @Test
  void aRestartedGatewayIsKnownByItsInstanceAndItsContextsAreLost() throws Exception {
    open(Duration.ofMinutes(1));
    BlockingQueue<IqEvent> events = events();
    cut();
    try (IqServer next =
        IqServer.start(
            IqListenerConfig.loopback(0),
            Duration.ofMinutes(1),
            gateway, // which still has the context: that proves nothing
            new SimpleMeterRegistry())) {
      wire.leadTo(next.port());
      mend();

      assertThat(next(events))
          .isEqualTo(new IqEvent.ContextLost("c1", "the media function has restarted"));
    }
  }

  @Test
  void contextsAreLostWhenTheGatewayStaysAway() throws Exception {
    open(Duration.ofMinutes(1));
    client.close();
    client =
        IqClient.connect(
            URI.create("ws://127.0.0.1:" + wire.port() + "/iq"),
            IqAccess.open(),
            new IqClient.Limits(
                Duration.ofSeconds(5),
                16,
                Duration.ofMillis(200),
                Duration.ofMillis(10),
                Duration.ofMillis(40)));
    client.reserve(new Reserve("c2", List.of(new Reserve.Stream("0", "audio"))));
    BlockingQueue<IqEvent> events = events();
    cut();
    assertThat(next(events))
        .isEqualTo(new IqEvent.ContextLost("c2", "the media function cannot be reached"));
  }
}
