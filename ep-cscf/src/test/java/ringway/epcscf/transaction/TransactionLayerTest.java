// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;

class TransactionLayerTest {
  /** T1 of 10 ms: timeouts after 640 ms. */
  private static final TransactionTimers QUICK =
      new TransactionTimers(
          Duration.ofMillis(10),
          Duration.ofMillis(40),
          Duration.ofMillis(50),
          Duration.ofMillis(400),
          Duration.ofMillis(50));

  /** Nothing fires by itself within a test. */
  private static final TransactionTimers SLOW =
      new TransactionTimers(
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofHours(1));

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Mailboxes mailboxes = new Mailboxes(16, metrics);
  private final RecordingUser user = new RecordingUser();
  private final FakeLink flow = FakeLink.flow("f1");
  private final FakeLink core = FakeLink.udp();

  @AfterEach
  void close() {
    mailboxes.close();
  }

  // ---- server side ----

  @Test
  void aRequestReachesTheUserOnceAndItsAnswerGoesBack() {
    TransactionLayer layer = layer(SLOW);
    SIPRequest options = parsedRequest("OPTIONS", "z9hG4bKa", "c1");

    layer.receive(options, flow);
    ServerTransaction transaction = user.nextRequest();
    transaction.respond(answer(options, 200));

    await().until(() -> flow.lines().equals(List.of("200")));
    assertThat(user.requests).isEmpty();
    assertThat(layer.size()).as("a reliable transport keeps nothing").isZero();
  }

  @Test
  void aRepeatedRequestOnUdpGetsTheLastAnswerAgain() {
    TransactionLayer layer = layer(SLOW);
    SIPRequest options = parsedRequest("OPTIONS", "z9hG4bKa", "c1");

    layer.receive(options, core);
    layer.receive(SipMessages.copy(options), core);
    ServerTransaction transaction = user.nextRequest();
    transaction.respond(answer(options, 200));
    await().until(() -> core.sent().size() == 1);
    layer.receive(SipMessages.copy(options), core);

    await().until(() -> core.sent().size() == 2);
    assertThat(core.lines()).containsExactly("200", "200");
    assertThat(SipMessages.toTag(core.sent().get(0)))
        .isEqualTo(SipMessages.toTag(core.sent().get(1)));
    assertThat(user.requests).isEmpty();
  }

  @Test
  void theSameBranchOnAnotherConnectionIsAnotherTransaction() {
    TransactionLayer layer = layer(SLOW);

    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), FakeLink.flow("f2"));

    assertThat(user.nextRequest().link().scope()).isEqualTo("f1");
    assertThat(user.nextRequest().link().scope()).isEqualTo("f2");
  }

  @Test
  void aRejectionBecomesItsAnswer() {
    user.onRequest =
        _ -> {
          throw SipReject.of(403, "Forbidden").withWarning("not you");
        };
    layer(SLOW).receive(parsedRequest("OPTIONS", "z9hG4bKa", "c1"), flow);

    await().until(() -> flow.lines().equals(List.of("403")));
    assertThat(SipMessages.header(flow.sent().getFirst(), "Warning"))
        .contains("399 ringway \"not you\"");
  }

  @Test
  void aFailureOfTheUserBecomes500AndIsCounted() {
    user.onRequest =
        _ -> {
          throw new IllegalStateException("on purpose");
        };
    layer(SLOW).receive(parsedRequest("OPTIONS", "z9hG4bKa", "c1"), flow);

    await().until(() -> flow.lines().equals(List.of("500")));
    assertThat(metrics.get("ringway.sip.requests.failed").counter().count()).isEqualTo(1);
  }

  @Test
  void anInviteWithoutAnAnswerGets100WhileTheUserIsStillBusy() {
    CountDownLatch gate = new CountDownLatch(1);
    user.onRequest = _ -> awaitQuietly(gate);
    TransactionLayer layer = layer(QUICK);

    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);

    await().until(() -> flow.lines().equals(List.of("100")));
    gate.countDown();
    ServerTransaction invite = user.nextRequest();
    invite.respond(answer(invite.request(), 180));
    await().until(() -> flow.lines().equals(List.of("100", "180")));
  }

  @Test
  void anInviteAnsweredInTimeGetsNo100() {
    TransactionLayer layer = layer(QUICK);
    user.onRequest = invite -> invite.respond(answer(invite.request(), 180));
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();

    // The 640 ms of Timer L are over: so are the 50 ms of the 100.
    invite.respond(answer(invite.request(), 200));
    await().until(() -> layer.size() == 0);

    assertThat(flow.lines()).containsExactly("180", "200");
  }

  @Test
  void theAckOfARefusalIsAbsorbed() {
    TransactionLayer layer = layer(SLOW);
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();
    invite.respond(answer(invite.request(), 486));

    await().until(() -> flow.lines().equals(List.of("486")));
    layer.receive(parsedRequest("ACK", "z9hG4bKa", "c1"), flow);

    await().until(() -> layer.size() == 0);
    assertThat(user.acks).isEmpty();
  }

  @Test
  void aRefusalIsRepeatedOnUdpUntilTheAckComes() {
    TransactionLayer layer = layer(QUICK);
    user.onRequest = busy -> busy.respond(answer(busy.request(), 486));
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), core);
    ServerTransaction invite = user.nextRequest();

    await().until(() -> core.sent().size() >= 3);
    layer.receive(parsedRequest("ACK", "z9hG4bKa", "c1"), core);
    await().until(() -> layer.size() == 0);

    assertThat(core.lines()).containsOnly("486");
    assertThat(invite.finallyAnswered()).isTrue();
  }

  @Test
  void theAckOfA2xxGoesToTheUser() {
    TransactionLayer layer = layer(SLOW);
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();
    invite.respond(answer(invite.request(), 200));

    layer.receive(parsedRequest("ACK", "z9hG4bKother", "c1"), flow);
    await().until(() -> user.acks.size() == 1);
    layer.receive(parsedRequest("ACK", "z9hG4bKa", "c1"), flow);

    await()
        .untilAsserted(
            () -> assertThat(user.acks).as("also with the INVITE's own branch").hasSize(2));
  }

  @Test
  void after2xxToAnInviteFurther2xxMayFollowButNothingElse() {
    TransactionLayer layer = layer(SLOW);
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();

    for (int status : new int[] {200, 486, 180, 202}) {
      invite.respond(answer(invite.request(), status));
    }

    await().until(() -> flow.sent().size() == 2);
    assertThat(flow.lines()).containsExactly("200", "202");
  }

  @Test
  void cancelIsAnsweredAndTellsTheUser() {
    TransactionLayer layer = layer(SLOW);
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();
    SIPResponse ringing = answer(invite.request(), 180);
    invite.respond(ringing);
    await().until(() -> flow.sent().size() == 1);

    layer.receive(parsedRequest("CANCEL", "z9hG4bKa", "c1"), flow);

    await().until(() -> user.cancelled.size() == 1);
    assertThat(user.cancelled.getFirst()).isSameAs(invite);
    await().until(() -> flow.lines().equals(List.of("180", "200")));
    assertThat(SipMessages.method(flow.sent().get(1))).isEqualTo("CANCEL");
    assertThat(SipMessages.toTag(flow.sent().get(1))).contains(ringing.getToTag());
  }

  @Test
  void cancelForNothingGets481() {
    layer(SLOW).receive(parsedRequest("CANCEL", "z9hG4bKa", "c1"), flow);

    await().until(() -> flow.lines().equals(List.of("481")));
    assertThat(user.cancelled).isEmpty();
  }

  @Test
  void cancelFromAnotherConnectionFindsNothing() {
    TransactionLayer layer = layer(SLOW);
    FakeLink stranger = FakeLink.flow("f2");
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    user.nextRequest();

    layer.receive(parsedRequest("CANCEL", "z9hG4bKa", "c1"), stranger);

    await().until(() -> stranger.lines().equals(List.of("481")));
    assertThat(user.cancelled).isEmpty();
  }

  @Test
  void cancelAfterTheFinalAnswerGets200WithoutEffect() {
    TransactionLayer layer = layer(SLOW);
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();
    invite.respond(answer(invite.request(), 200));

    layer.receive(parsedRequest("CANCEL", "z9hG4bKa", "c1"), flow);

    await().until(() -> flow.lines().equals(List.of("200", "200")));
    assertThat(user.cancelled).isEmpty();
  }

  @Test
  void anRfc2543InviteMatchesByItsOtherParts() {
    TransactionLayer layer = layer(SLOW);
    String old = request("INVITE", "1", "c1");
    layer.receive(SipParser.parse(old), core);
    layer.receive(SipParser.parse(old), core);
    layer.receive(SipParser.parse(old.replace("CSeq: 1", "CSeq: 2")), core);

    assertThat(SipMessages.cseq(user.nextRequest().request())).isEqualTo(1);
    assertThat(SipMessages.cseq(user.nextRequest().request())).isEqualTo(2);
    assertThat(user.requests).isEmpty();
  }

  @Test
  void aRequestNobodyAnswersIsForgottenInTheEnd() {
    TransactionLayer layer = layer(QUICK);
    layer.receive(parsedRequest("OPTIONS", "z9hG4bKa", "c1"), flow);
    layer.receive(parsedRequest("INVITE", "z9hG4bKb", "c2"), flow);
    user.nextRequest();
    user.nextRequest();

    await().until(() -> layer.size() == 0);
  }

  // ---- client side ----

  @Test
  void aRequestGoesOutWithOurViaAndItsAnswerComesBackWithoutIt() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();

    ClientTransaction sent = layer.send(parsedRequest("OPTIONS", "z9hG4bKa", "c1"), core, listener);
    await().until(() -> core.sent().size() == 1);
    SIPRequest onWire = (SIPRequest) core.sent().getFirst();
    assertThat(SipMessages.headers(onWire, "Via")).hasSize(2);
    assertThat(SipMessages.header(onWire, "Via").orElseThrow())
        .startsWith("SIP/2.0/UDP node.example:5070")
        .contains(";rport");
    layer.receive(answer(onWire, 200), core);

    await().until(() -> listener.responses.size() == 1);
    assertThat(SipMessages.headers(listener.responses.getFirst(), "Via"))
        .singleElement()
        .asString()
        .contains("z9hG4bKa");
    assertThat(sent.finallyAnswered()).isTrue();
    assertThat(sent.link()).isSameAs(core);
  }

  @Test
  void aRequestWithoutAnswerIsRepeatedOnUdpAndTimesOut() {
    TransactionLayer layer = layer(QUICK);
    RecordingListener listener = new RecordingListener();

    layer.send(parsedRequest("OPTIONS", "z9hG4bKa", "c1"), core, listener);

    await().until(() -> listener.failures.equals(List.of(ClientListener.Failure.TIMEOUT)));
    assertThat(core.sent().size()).isGreaterThan(3);
    assertThat(core.sent().stream().map(m -> m.getTopmostVia().getBranch()).distinct()).hasSize(1);
    assertThat(layer.size()).isZero();
  }

  @Test
  void onAReliableLinkNothingIsRepeated() {
    TransactionLayer layer = layer(QUICK);
    RecordingListener listener = new RecordingListener();

    layer.send(parsedRequest("OPTIONS", "z9hG4bKa", "c1"), flow, listener);

    await().until(() -> listener.failures.equals(List.of(ClientListener.Failure.TIMEOUT)));
    assertThat(flow.sent()).hasSize(1);
  }

  @Test
  void tryingIsNotTold() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    SIPRequest invite = invite(layer, core, listener);

    layer.receive(answer(invite, 100), core);
    layer.receive(answer(invite, 180), core);

    await().until(() -> listener.statuses().equals(List.of(180)));
  }

  @Test
  void aRefusedInviteIsAcknowledgedHopByHopEachTimeItIsRefused() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    SIPRequest routed = parsedRequest("INVITE", "z9hG4bKa", "c1");
    SipMessages.addHeader(routed, "Route", "<sip:p.example;lr>");
    layer.send(routed, core, listener);
    await().until(() -> core.sent().size() == 1);
    SIPRequest invite = (SIPRequest) core.sent().getFirst();
    SIPResponse busy = answer(invite, 486);

    layer.receive(SipMessages.copy(busy), core);
    layer.receive(SipMessages.copy(busy), core);

    await().until(() -> core.lines().equals(List.of("INVITE", "ACK", "ACK")));
    assertThat(listener.statuses()).containsExactly(486);
    SIPRequest ack = (SIPRequest) core.sent().get(1);
    assertThat(ack.getRequestURI().toString()).isEqualTo(invite.getRequestURI().toString());
    assertThat(SipMessages.headers(ack, "Via"))
        .containsExactly(SipMessages.headers(invite, "Via").getFirst());
    assertThat(SipMessages.headers(ack, "Route")).containsExactly("<sip:p.example;lr>");
    assertThat(SipMessages.cseq(ack)).isEqualTo(SipMessages.cseq(invite));
    assertThat(SipMessages.method(ack)).isEqualTo("ACK");
    assertThat(SipMessages.toTag(ack)).contains(busy.getToTag());
  }

  @Test
  void everyForksAnswerIsToldAndTheAckIsTheUsers() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    SIPRequest invite = invite(layer, core, listener);

    layer.receive(answer(invite, 200), core);
    layer.receive(answer(invite, 200), core);

    await().until(() -> listener.statuses().equals(List.of(200, 200)));
    assertThat(core.lines()).containsExactly("INVITE");
  }

  @Test
  void cancelWaitsForAProvisionalAnswer() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    ClientTransaction client =
        layer.send(parsedRequest("INVITE", "z9hG4bKa", "c1"), core, listener);
    await().until(() -> core.sent().size() == 1);
    SIPRequest invite = (SIPRequest) core.sent().getFirst();

    client.cancel();
    client.cancel();
    mailboxFlushed("c1");
    assertThat(core.lines()).containsExactly("INVITE");
    layer.receive(answer(invite, 100), core);

    await().until(() -> core.lines().equals(List.of("INVITE", "CANCEL")));
    SIPRequest cancel = (SIPRequest) core.sent().get(1);
    assertThat(SipMessages.headers(cancel, "Via"))
        .containsExactly(SipMessages.headers(invite, "Via").getFirst());
    assertThat(cancel.getRequestURI().toString()).isEqualTo(invite.getRequestURI().toString());
    assertThat(SipMessages.cseq(cancel)).isEqualTo(SipMessages.cseq(invite));
    layer.receive(answer(cancel, 200), core);
    layer.receive(answer(invite, 487), core);
    await().until(() -> listener.statuses().equals(List.of(487)));
  }

  @Test
  void cancelAfterTheFinalAnswerDoesNothing() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    ClientTransaction client =
        layer.send(parsedRequest("INVITE", "z9hG4bKa", "c1"), core, listener);
    await().until(() -> core.sent().size() == 1);
    layer.receive(answer((SIPRequest) core.sent().getFirst(), 200), core);
    await().until(client::finallyAnswered);

    client.cancel();
    mailboxFlushed("c1");

    assertThat(core.lines()).containsExactly("INVITE");
  }

  @Test
  void anInviteThatRingsForTooLongIsCancelledAndThenGivenUp() {
    TransactionLayer layer = layer(QUICK);
    RecordingListener listener = new RecordingListener();
    SIPRequest invite = invite(layer, flow, listener);
    layer.receive(answer(invite, 180), flow);

    await().until(() -> listener.failures.equals(List.of(ClientListener.Failure.TIMEOUT)));
    assertThat(flow.lines()).containsExactly("INVITE", "CANCEL");
    await().until(() -> layer.size() == 0);
  }

  @Test
  void aDeadLinkIsToldAfterSendHasReturned() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    AtomicReference<String> order = new AtomicReference<>("");
    core.cut();

    mailboxes.post(
        "c1",
        () -> {
          layer.send(
              parsedRequest("INVITE", "z9hG4bKa", "c1"),
              core,
              new ClientListener() {
                @Override
                public void response(SIPResponse response) {}

                @Override
                public void failed(Failure failure) {
                  order.accumulateAndGet("failed", String::concat);
                  listener.failed(failure);
                }
              });
          order.accumulateAndGet("returned ", String::concat);
        });

    await().until(() -> listener.failures.equals(List.of(ClientListener.Failure.TRANSPORT)));
    assertThat(order).hasValue("returned failed");
    assertThat(layer.size()).isZero();
  }

  @Test
  void anAnswerFromAnotherConnectionIsStray() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    SIPRequest invite = invite(layer, flow, listener);

    layer.receive(answer(invite, 200), FakeLink.flow("f2"));
    layer.receive(answer(parsedRequest("OPTIONS", "z9hG4bKnone", "c1"), 200), flow);

    await().until(() -> metrics.get("ringway.sip.responses.stray").counter().count() == 2);
    assertThat(listener.responses).isEmpty();
  }

  @Test
  void anAckHasOurViaAndNoTransaction() {
    TransactionLayer layer = layer(SLOW);

    layer.sendAck(parsedRequest("ACK", "z9hG4bKa", "c1"), core);
    core.cut();
    layer.sendAck(parsedRequest("ACK", "z9hG4bKa", "c1"), core);

    assertThat(core.lines()).containsExactly("ACK");
    assertThat(SipMessages.headers(core.sent().getFirst(), "Via")).hasSize(2);
    assertThat(layer.size()).isZero();
  }

  // ---- limits and ends ----

  @Test
  void aLinkThatClosesFailsWhatIsOpenOnItAndThenTellsTheUser() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener onFlow = new RecordingListener();
    RecordingListener onCore = new RecordingListener();
    invite(layer, flow, onFlow);
    layer.send(parsedRequest("OPTIONS", "z9hG4bKb", "c2"), core, onCore);
    layer.receive(parsedRequest("OPTIONS", "z9hG4bKc", "c3"), flow);
    user.nextRequest();
    user.onLinkClosed =
        _ -> mailboxes.run("c1", () -> user.sawFailed.set(!onFlow.failures.isEmpty()));

    flow.cut();
    layer.linkClosed(flow);

    await().until(() -> user.closed.equals(List.of(flow)));
    await().untilTrue(user.sawFailed);
    assertThat(onFlow.failures).containsExactly(ClientListener.Failure.TRANSPORT);
    assertThat(onCore.failures).isEmpty();
    await().until(() -> layer.size() == 1);
  }

  @Test
  void beyondTheLimitRequestsGet503AndOwnOnesFail() {
    TransactionLayer layer = new TransactionLayer(user, mailboxes, SLOW, metrics, 2);
    layer.receive(parsedRequest("INVITE", "z9hG4bK1", "c1"), flow);
    layer.receive(parsedRequest("INVITE", "z9hG4bK2", "c2"), flow);
    user.nextRequest();
    user.nextRequest();

    layer.receive(parsedRequest("INVITE", "z9hG4bK3", "c3"), flow);
    await().until(() -> flow.lines().equals(List.of("503")));
    assertThat(SipMessages.header(flow.sent().getFirst(), "Retry-After")).contains("5");

    RecordingListener listener = new RecordingListener();
    for (int i = 0; i < 3; i++) {
      layer.send(parsedRequest("OPTIONS", "z9hG4bKx" + i, "o" + i), core, listener);
    }
    await().until(() -> listener.failures.equals(List.of(ClientListener.Failure.TRANSPORT)));
    assertThat(metrics.get("ringway.sip.transactions.refused").counter().count()).isEqualTo(2);
  }

  @Test
  void aFullMailboxAnswers503AndOtherCallsGoOn() {
    CountDownLatch gate = new CountDownLatch(1);
    TransactionLayer layer = layer(SLOW);
    user.onRequest =
        transaction -> {
          if (SipMessages.callId(transaction.request()).equals("flood")) {
            awaitQuietly(gate);
          }
        };

    for (int i = 0; i < 40; i++) {
      layer.receive(parsedRequest("OPTIONS", "z9hG4bK" + i, "flood"), flow);
      layer.receive(parsedRequest("ACK", "z9hG4bKack" + i, "flood"), flow);
    }
    layer.receive(parsedRequest("OPTIONS", "z9hG4bKa", "other"), FakeLink.flow("f2"));

    await().until(() -> user.requests.stream().anyMatch(t -> t.link().scope().equals("f2")));
    assertThat(flow.lines()).isNotEmpty().containsOnly("503");
    gate.countDown();
  }

  @Test
  void aRepeatedRequestIsNotRefusedWhenItsMailboxIsFull() {
    CountDownLatch gate = new CountDownLatch(1);
    user.onRequest = _ -> awaitQuietly(gate);
    TransactionLayer layer = layer(SLOW);
    layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), core);
    ServerTransaction invite = user.nextRequest();

    for (int i = 0; i < 40; i++) {
      layer.receive(parsedRequest("INVITE", "z9hG4bKa", "c1"), core);
    }
    gate.countDown();
    invite.respond(answer(invite.request(), 180));

    await().until(() -> !core.sent().isEmpty());
    assertThat(core.lines()).containsOnly("180");
    assertThat(metrics.get("ringway.sip.mailbox.refused").counter().count()).isPositive();
  }

  @Test
  void manyCallsAtOnceLeaveNothingBehind() {
    user.onRequest = transaction -> transaction.respond(answer(transaction.request(), 200));
    TransactionLayer layer = layer(QUICK);

    for (int i = 0; i < 2_000; i++) {
      layer.receive(parsedRequest("OPTIONS", "z9hG4bK" + i, "c" + i), i % 2 == 0 ? flow : core);
    }

    await().until(() -> flow.sent().size() + core.sent().size() == 2_000);
    await().until(() -> layer.size() == 0 && mailboxes.size() == 0);
  }

  private TransactionLayer layer(TransactionTimers timers) {
    return new TransactionLayer(user, mailboxes, timers, metrics);
  }

  private static SIPRequest invite(TransactionLayer layer, FakeLink link, ClientListener listener) {
    layer.send(parsedRequest("INVITE", "z9hG4bKa", "c1"), link, listener);
    await().until(() -> link.sent().size() == 1);
    return (SIPRequest) link.sent().getFirst();
  }

  private void mailboxFlushed(String key) {
    CountDownLatch reached = new CountDownLatch(1);
    mailboxes.queue(key, reached::countDown);
    awaitQuietly(reached);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
