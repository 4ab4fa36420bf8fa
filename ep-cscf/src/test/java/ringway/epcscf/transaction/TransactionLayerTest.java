// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;

import gov.nist.javax.sip.message.SIPRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.trace.SipTap;

/** Limits and ends. */
class TransactionLayerTest extends TransactionScene {
  private static final Duration PATIENT = Duration.ofMinutes(1);

  @Test
  void aLinkThatClosesFailsWhatIsOpenOnItAndThenTellsTheUser() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener onFlow = new RecordingListener();
    RecordingListener onCore = new RecordingListener();
    invite(layer, flow, onFlow);
    layer.send(parsedRequest("OPTIONS", "z9hG4bKb", "c2"), core, onCore);
    arrive(layer, parsedRequest("OPTIONS", "z9hG4bKc", "c3"), flow);
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
    TransactionLayer layer =
        new TransactionLayer(user, SipTap.NONE, mailboxes, SLOW, metrics, 2, PATIENT);
    arrive(layer, parsedRequest("INVITE", "z9hG4bK1", "c1"), flow);
    arrive(layer, parsedRequest("INVITE", "z9hG4bK2", "c2"), flow);
    user.nextRequest();
    user.nextRequest();

    arrive(layer, parsedRequest("INVITE", "z9hG4bK3", "c3"), flow);
    await().until(() -> flow.lines().equals(List.of("503")));
    assertThat(SipMessages.header(flow.sent().getFirst(), "Retry-After")).contains("5");

    RecordingListener listener = new RecordingListener();
    for (int i = 0; i < 3; i++) {
      layer.send(parsedRequest("OPTIONS", "z9hG4bKx" + i, "o" + i), core, listener);
    }
    await().until(() -> listener.failures.equals(List.of(ClientListener.Failure.OVERLOAD)));
    assertThat(metrics.get("ringway.sip.transactions.refused").counter().count()).isEqualTo(2);
  }

  @Test
  void whatHadToWaitTooLongIsRefusedUnlessItEndsSomething() {
    CountDownLatch gate = new CountDownLatch(1);
    TransactionLayer layer =
        new TransactionLayer(user, SipTap.NONE, mailboxes, SLOW, metrics, 100, Duration.ZERO);
    SIPRequest bye = parsedRequest("BYE", "z9hG4bKbye", "c1");
    SipMessages.setHeader(bye, "To", "<sip:bob@ims.example.net>;tag=b");
    mailboxes.post("c1", () -> awaitQuietly(gate));

    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    arrive(layer, bye, flow);
    gate.countDown();

    await().until(() -> flow.lines().equals(List.of("503")));
    assertThat(SipMessages.header(flow.sent().getFirst(), "Retry-After")).isPresent();
    assertThat(user.nextRequest().request().getMethod()).isEqualTo("BYE");
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
      arrive(layer, parsedRequest("OPTIONS", "z9hG4bK" + i, "flood"), flow);
      arrive(layer, parsedRequest("ACK", "z9hG4bKack" + i, "flood"), flow);
    }
    arrive(layer, parsedRequest("OPTIONS", "z9hG4bKa", "other"), FakeLink.flow("f2"));

    await().until(() -> user.requests.stream().anyMatch(t -> t.link().scope().equals("f2")));
    assertThat(flow.lines()).isNotEmpty().containsOnly("503");
    gate.countDown();
  }

  @Test
  void aRepeatedRequestIsNotRefusedWhenItsMailboxIsFull() {
    CountDownLatch gate = new CountDownLatch(1);
    user.onRequest = _ -> awaitQuietly(gate);
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), core);
    ServerTransaction invite = user.nextRequest();

    for (int i = 0; i < 40; i++) {
      arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), core);
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
      arrive(layer, parsedRequest("OPTIONS", "z9hG4bK" + i, "c" + i), i % 2 == 0 ? flow : core);
    }

    await().until(() -> flow.sent().size() + core.sent().size() == 2_000);
    await().until(() -> layer.size() == 0 && mailboxes.size() == 0);
  }
}
