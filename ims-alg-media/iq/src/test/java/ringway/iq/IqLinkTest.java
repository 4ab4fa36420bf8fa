// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IqLinkTest {
  private static final Duration ORPHAN_TIME = Duration.ofMillis(200);
  private static final IqClient.Limits QUICK =
      new IqClient.Limits(
          Duration.ofSeconds(5),
          4,
          Duration.ofMillis(300),
          Duration.ofMillis(10),
          Duration.ofMillis(40));

  private final FakeGateway gateway = new FakeGateway();
  private IqServer server;
  private IqClient client;

  @BeforeEach
  void open() {
    server =
        IqServer.start(
            IqListenerConfig.loopback(0),
            Duration.ofMinutes(1),
            gateway,
            new SimpleMeterRegistry());
    client = IqClient.connect(uri(server.port()), IqAccess.open(), QUICK);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static URI uri(int port) {
    return URI.create("ws://127.0.0.1:" + port + "/iq");
  }

  private static Reserve audio(String context) {
    return new Reserve(context, List.of(new Reserve.Stream("0", "audio")));
  }

  private static Configure configure(String context) {
    return configure(context, "0");
  }

  private static Configure configure(String context, String stream) {
    return new Configure(
        context,
        stream,
        Optional.of(
            new Configure.WebRtcRemote(
                "ruf",
                "rpw",
                List.of(new Fingerprint("sha-256", "CC:DD")),
                Configure.DtlsRole.PASSIVE,
                List.of(4_294_967_295L))),
        Optional.empty(),
        Configure.Gate.ACCESS_TO_CORE,
        List.of(new Codec(111, "opus", 48_000, 2, "useinbandfec=1")),
        List.of(Codec.of(8, "PCMA", 8000)),
        Set.of(Feedback.NACK, Feedback.PLI),
        Set.of(Feedback.FIR),
        new Configure.Limits(OptionalLong.of(80), OptionalLong.empty()),
        List.of(new Configure.HeaderExtension(3, 7)));
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
  void iceIsRestartedForContextsOfOnesOwnOnly() {
    client.reserve(audio("c1"));

    assertThat(client.restartIce("c1", "0").ufrag()).isEqualTo("uf-c1-0");
    assertThatThrownBy(() -> client.restartIce("c2", "0"))
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.UNKNOWN_CONTEXT));
  }

  @Test
  void aClientIsAvailableAsSoonAsItHasConnected() {
    assertThat(client.available()).isTrue();
  }

  @Test
  void theVerbsArriveAsTheyWereSent() {
    assertThat(client.reserve(audio("c1"))).isEqualTo(gateway.reserve(audio("c1")));
    client.configure(configure("c1"));
    assertThat(gateway.configured).containsExactly(configure("c1"));
    client.sendDtmf(SendDtmf.of("c1", "0", Side.CORE, "1#"));
    assertThat(gateway.digits).containsExactly(SendDtmf.of("c1", "0", Side.CORE, "1#"));
    assertThat(client.audit()).isEqualTo(gateway.audit());
    assertThat(client.release("c1")).isEqualTo(gateway.release("c1"));
    assertThat(gateway.contexts).isEmpty();
  }

  @Test
  void releasingAnUnknownContextIsNoError() {
    assertThat(client.release("never-seen")).isEqualTo(Released.nothing("never-seen"));
    assertThat(client.available()).isTrue();
  }

  @Test
  void aRefusalKeepsItsKindAndMessage() {
    assertThatThrownBy(() -> client.reserve(audio("no-room")))
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.NO_RESOURCES))
        .hasMessage("no ports left");
  }

  @Test
  void anUnexpectedFailureBecomesInternalWithoutItsDetails() {
    assertThatThrownBy(() -> client.reserve(audio("broken")))
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.INTERNAL))
        .hasMessageNotContaining("secret");
  }

  @Test
  void aContextOfAnotherControllerCannotBeTouched() {
    client.reserve(audio("mine"));
    try (IqClient other = IqClient.connect(uri(server.port()), IqAccess.open(), QUICK)) {
      assertThatThrownBy(() -> other.configure(configure("mine")))
          .isInstanceOfSatisfying(
              MediaFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.UNKNOWN_CONTEXT));
      assertThatThrownBy(() -> other.reserve(audio("mine"))).isInstanceOf(MediaFailure.class);
      other.release("mine");
    }
    assertThat(gateway.contexts).containsOnlyKeys("mine");
  }

  @Test
  void eventsReachTheOwnerInOrderAndNobodyElse() throws Exception {
    BlockingQueue<IqEvent> events = events();
    client.reserve(audio("c1"));
    List<IqEvent> told = new ArrayList<>();
    told.add(new IqEvent.IceConnected("c1", "0", "127.0.0.1:50000"));
    told.add(new IqEvent.DtlsUp("c1", "0", "SRTP_AEAD_AES_128_GCM"));
    told.add(new IqEvent.MediaInactive("c1", "0"));
    told.add(new IqEvent.StreamFailed("c1", "0", "wrong certificate"));
    told.add(new IqEvent.DtlsClosed("c1", "0"));
    told.add(new IqEvent.ContextLost("c1", "engine restarted"));

    gateway.tell(new IqEvent.MediaInactive("not-mine", "0"));
    told.forEach(gateway::tell);

    List<IqEvent> heard = new ArrayList<>();
    while (heard.size() < told.size()) {
      heard.add(next(events));
    }
    assertThat(heard).isEqualTo(told);
  }

  @Test
  void whatIsSetAheadIsNotWaitedForButComesBeforeWhatFollows() {
    client.reserve(audio("c1"));
    gateway.hold = new CountDownLatch(1);
    client.configureAhead(configure("c1"));
    assertThat(gateway.configured).isEmpty();
    gateway.hold.countDown();
    client.release("c1");
    assertThat(gateway.configured).containsExactly(configure("c1"));
  }

  @Test
  void aContextThatCannotBeSetAheadIsToldAsLost() throws Exception {
    BlockingQueue<IqEvent> events = events();
    client.reserve(audio("c1"));
    client.configureAhead(configure("c1", "unfit"));
    assertThat(next(events))
        .isEqualTo(new IqEvent.ContextLost("c1", "it could not be set up: no such stream"));
  }

  @Test
  void requestsBeyondTheLimitInFlightFailAtOnce() {
    gateway.hold = new CountDownLatch(1);
    List<CompletableFuture<Reserved>> asked = new ArrayList<>();
    for (int i = 0; i < QUICK.inFlight() + 1; i++) {
      String context = "c" + i;
      asked.add(
          CompletableFuture.supplyAsync(
              () -> client.reserve(audio(context)), Thread::startVirtualThread));
    }

    CompletableFuture<Object> first =
        CompletableFuture.anyOf(asked.toArray(CompletableFuture[]::new));
    assertThatThrownBy(first::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("too many requests");

    gateway.hold.countDown();
    await().until(() -> gateway.contexts.size() == QUICK.inFlight());
  }

  @Test
  void aGatewayThatDoesNotAnswerIsReportedAsUnreachable() {
    client.close();
    client =
        IqClient.connect(
            uri(server.port()),
            IqAccess.open(),
            new IqClient.Limits(
                Duration.ofMillis(300),
                4,
                Duration.ofSeconds(5),
                Duration.ofMillis(10),
                Duration.ofMillis(40)));
    gateway.hold = new CountDownLatch(1);
    assertThatThrownBy(() -> client.reserve(audio("slow")))
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.UNREACHABLE))
        .hasMessageContaining("did not answer reserve");
    gateway.hold.countDown();
  }

  @Test
  void withoutAServerEveryRequestFailsAndTheClientConnectsWhenItComes() {
    int port = server.port();
    server.close();
    await().until(() -> !client.available());
    assertThatThrownBy(client::audit)
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.UNREACHABLE));

    server =
        IqServer.start(
            IqListenerConfig.loopback(port), ORPHAN_TIME, gateway, new SimpleMeterRegistry());

    await().until(client::available);
    assertThat(client.audit().contexts()).isEmpty();
  }

  @Test
  void aRestartedGatewayThatForgotTheContextsIsReported() throws Exception {
    BlockingQueue<IqEvent> events = events();
    client.reserve(audio("c1"));
    int port = server.port();
    server.close();
    gateway.contexts.clear();

    server =
        IqServer.start(
            IqListenerConfig.loopback(port), ORPHAN_TIME, gateway, new SimpleMeterRegistry());

    assertThat(next(events)).isInstanceOf(IqEvent.ContextLost.class);
  }

  @Test
  void contextsAreLostAtOnceWhenTheGatewayGoesDown() throws Exception {
    BlockingQueue<IqEvent> events = events();
    client.reserve(audio("c1"));
    server.close();
    assertThat(next(events))
        .isEqualTo(new IqEvent.ContextLost("c1", "the media function has gone down"));
  }

  @Test
  void theLoadOfTheGatewayIsTold() {
    client.reserve(audio("c1"));
    await().until(() -> client.load().contexts() == 1);
    assertThat(client.load().capacity()).isEqualTo(10);
    assertThat(client.load().draining()).isFalse();
  }

  @Test
  void whileItDrainsAGatewayTakesNoNewContextsAndKeepsTheOld() {
    client.reserve(audio("c1"));
    server.drain();

    await().until(() -> client.load().draining());
    assertThatThrownBy(() -> client.reserve(audio("c2")))
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.NO_RESOURCES));
    assertThat(client.reserve(audio("c1")).context()).as("a retry").isEqualTo("c1");
    client.configure(configure("c1"));
    client.release("c1");
    assertThat(gateway.contexts).isEmpty();
  }

  @Test
  void aClientThatClosesInOrderLeavesNothingBehind() {
    client.reserve(audio("c1"));
    client.close();
    await().until(gateway.contexts::isEmpty);
  }
}
