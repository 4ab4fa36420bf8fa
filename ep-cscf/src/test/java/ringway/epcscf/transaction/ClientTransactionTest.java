// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;

class ClientTransactionTest extends TransactionScene {
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
    arrive(layer, answer(onWire, 200), core);

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

    arrive(layer, answer(invite, 100), core);
    arrive(layer, answer(invite, 180), core);

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

    arrive(layer, SipMessages.copy(busy), core);
    arrive(layer, SipMessages.copy(busy), core);

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

    arrive(layer, answer(invite, 200), core);
    arrive(layer, answer(invite, 200), core);

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
    arrive(layer, answer(invite, 100), core);

    await().until(() -> core.lines().equals(List.of("INVITE", "CANCEL")));
    SIPRequest cancel = (SIPRequest) core.sent().get(1);
    assertThat(SipMessages.headers(cancel, "Via"))
        .containsExactly(SipMessages.headers(invite, "Via").getFirst());
    assertThat(cancel.getRequestURI().toString()).isEqualTo(invite.getRequestURI().toString());
    assertThat(SipMessages.cseq(cancel)).isEqualTo(SipMessages.cseq(invite));
    arrive(layer, answer(cancel, 200), core);
    arrive(layer, answer(invite, 487), core);
    await().until(() -> listener.statuses().equals(List.of(487)));
  }

  @Test
  void cancelAfterTheFinalAnswerDoesNothing() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    ClientTransaction client =
        layer.send(parsedRequest("INVITE", "z9hG4bKa", "c1"), core, listener);
    await().until(() -> core.sent().size() == 1);
    arrive(layer, answer((SIPRequest) core.sent().getFirst(), 200), core);
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
    arrive(layer, answer(invite, 180), flow);

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

    arrive(layer, answer(invite, 200), FakeLink.flow("f2"));
    arrive(layer, answer(parsedRequest("OPTIONS", "z9hG4bKnone", "c1"), 200), flow);

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
}
