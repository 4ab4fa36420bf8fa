// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;

/** Datagrams that get lost, come late or cross each other. */
class LossAndRacesTest extends TransactionScene {
  /** Repeats soon and gives up never. */
  private static final TransactionTimers EAGER =
      new TransactionTimers(
          Duration.ofMillis(10),
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofHours(1));

  @Test
  void aLostInviteIsRepeatedUntilAnAnswerComes() {
    TransactionLayer layer = layer(EAGER);
    RecordingListener listener = new RecordingListener();
    layer.send(parsedRequest("INVITE", "z9hG4bKa", "c1"), core, listener);

    await().until(() -> core.sent().size() >= 4); // timer A
    arrive(layer, answer((SIPRequest) core.sent().get(3), 180), core);

    await().until(() -> listener.statuses().equals(List.of(180)));
    mailboxFlushed("c1");
    int sent = core.sent().size();
    assertThat(core.lines()).containsOnly("INVITE");
    assertThat(core.sent().stream().map(m -> m.getTopmostVia().getBranch()).distinct()).hasSize(1);
    arrive(layer, answer((SIPRequest) core.sent().getFirst(), 486), core);
    await().until(() -> core.lines().contains("ACK"));
    assertThat(core.sent().size()).as("no INVITE after the 180").isEqualTo(sent + 1);
  }

  @Test
  void aRequestWhoseFirstDatagramIsLostIsAnsweredAtItsRepetition() {
    TransactionLayer layer = layer(EAGER);
    RecordingListener listener = new RecordingListener();
    layer.send(parsedRequest("MESSAGE", "z9hG4bKa", "c1"), core, listener);

    await().until(() -> core.sent().size() >= 2); // timer E
    SIPResponse ok = answer((SIPRequest) core.sent().get(1), 200);
    arrive(layer, SipMessages.copy(ok), core);
    arrive(layer, SipMessages.copy(ok), core);

    await().until(() -> listener.statuses().equals(List.of(200)));
    mailboxFlushed("c1");
    assertThat(listener.statuses()).as("its repetition is absorbed").containsExactly(200);
  }

  @Test
  void anAnswerAfterTheTimeoutIsStray() {
    TransactionLayer layer = layer(QUICK);
    RecordingListener listener = new RecordingListener();
    layer.send(parsedRequest("MESSAGE", "z9hG4bKa", "c1"), core, listener);
    await().until(() -> listener.failures.equals(List.of(ClientListener.Failure.TIMEOUT)));

    arrive(layer, answer((SIPRequest) core.sent().getFirst(), 200), core);

    await().until(() -> metrics.get("ringway.sip.responses.stray").counter().count() == 1);
    assertThat(listener.responses).isEmpty();
  }

  @Test
  void a2xxThatCrossesTheCancelIsTold() {
    TransactionLayer layer = layer(SLOW);
    RecordingListener listener = new RecordingListener();
    ClientTransaction client =
        layer.send(parsedRequest("INVITE", "z9hG4bKa", "c1"), core, listener);
    await().until(() -> core.sent().size() == 1);
    SIPRequest invite = (SIPRequest) core.sent().getFirst();
    arrive(layer, answer(invite, 180), core);
    client.cancel();
    await().until(() -> core.lines().equals(List.of("INVITE", "CANCEL")));

    arrive(layer, answer(invite, 200), core);
    arrive(layer, answer((SIPRequest) core.sent().get(1), 481), core);

    await().until(() -> listener.statuses().equals(List.of(180, 200)));
    mailboxFlushed("c1");
    assertThat(listener.failures).isEmpty();
  }

  @Test
  void aCancelThatOvertakesItsInviteFindsNothingAndTheInviteRings() {
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("CANCEL", "z9hG4bKa", "c1"), core);
    await().until(() -> core.lines().equals(List.of("481")));

    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), core);

    assertThat(user.nextRequest().request().getMethod()).isEqualTo("INVITE");
    assertThat(user.cancelled).isEmpty();
  }

  @Test
  void aRepeatedCancelIsAnsweredAgainAndToldOnce() {
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), core);
    ServerTransaction invite = user.nextRequest();

    arrive(layer, parsedRequest("CANCEL", "z9hG4bKa", "c1"), core);
    arrive(layer, parsedRequest("CANCEL", "z9hG4bKa", "c1"), core);

    await().until(() -> core.lines().equals(List.of("200", "200")));
    assertThat(user.cancelled).containsExactly(invite);
  }

  @Test
  void aCancelledInviteWithoutAnAnswerIsGivenUp() {
    TransactionLayer layer = layer(QUICK);
    RecordingListener listener = new RecordingListener();
    ClientTransaction client =
        layer.send(parsedRequest("INVITE", "z9hG4bKa", "c1"), flow, listener);
    await().until(() -> flow.sent().size() == 1);
    arrive(layer, answer((SIPRequest) flow.sent().getFirst(), 180), flow);

    client.cancel();

    // RFC 3261 §9.1: 64*T1 after the CANCEL it counts as ended.
    await().until(() -> listener.failures.equals(List.of(ClientListener.Failure.TIMEOUT)));
    await().until(() -> layer.size() == 0);
  }
}
