// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.epcscf.sip.SampleMessages.answer;
import static ringway.epcscf.sip.SampleMessages.parsedRequest;
import static ringway.epcscf.sip.SampleMessages.request;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;

class ServerTransactionTest extends TransactionScene {
  @Test
  void aRequestReachesTheUserOnceAndItsAnswerGoesBack() {
    TransactionLayer layer = layer(SLOW);
    SIPRequest options = parsedRequest("OPTIONS", "z9hG4bKa", "c1");

    arrive(layer, options, flow);
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

    arrive(layer, options, core);
    arrive(layer, SipMessages.copy(options), core);
    ServerTransaction transaction = user.nextRequest();
    transaction.respond(answer(options, 200));
    await().until(() -> core.sent().size() == 1);
    arrive(layer, SipMessages.copy(options), core);

    await().until(() -> core.sent().size() == 2);
    assertThat(core.lines()).containsExactly("200", "200");
    assertThat(SipMessages.toTag(core.sent().get(0)))
        .isEqualTo(SipMessages.toTag(core.sent().get(1)));
    assertThat(user.requests).isEmpty();
  }

  @Test
  void theSameBranchOnAnotherConnectionIsAnotherTransaction() {
    TransactionLayer layer = layer(SLOW);

    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), FakeLink.flow("f2"));

    assertThat(user.nextRequest().link().scope()).isEqualTo("f1");
    assertThat(user.nextRequest().link().scope()).isEqualTo("f2");
  }

  @Test
  void aCopyThatComesByAnotherWayGets482AsLongAsTheFirstIsWorkedOn() {
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("MESSAGE", "z9hG4bKfirst", "c1"), core);
    ServerTransaction first = user.nextRequest();

    arrive(layer, parsedRequest("MESSAGE", "z9hG4bKsecond", "c1"), core); // RFC 3261 §8.2.2.2
    await().until(() -> core.lines().equals(List.of("482")));
    assertThat(core.sent().getFirst().getTopmostVia().getBranch()).isEqualTo("z9hG4bKsecond");
    assertThat(user.requests).isEmpty();
    first.respond(answer(first.request(), 200));
    await().until(() -> core.lines().equals(List.of("482", "200")));
  }

  @Test
  void aForkToAnotherTargetIsNoCopy() {
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("MESSAGE", "z9hG4bKfirst", "c1"), core);
    SIPRequest fork = parsedRequest("MESSAGE", "z9hG4bKsecond", "c1");
    SipMessages.addHeader(fork, "Route", "<sip:other@node.example;lr>");

    arrive(layer, fork, core);

    user.nextRequest();
    assertThat(user.nextRequest().request().getTopmostVia().getBranch()).isEqualTo("z9hG4bKsecond");
  }

  @Test
  void aRejectionBecomesItsAnswer() {
    user.onRequest =
        _ -> {
          throw SipReject.of(403, "Forbidden").withWarning("not you");
        };
    arrive(layer(SLOW), parsedRequest("OPTIONS", "z9hG4bKa", "c1"), flow);

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
    arrive(layer(SLOW), parsedRequest("OPTIONS", "z9hG4bKa", "c1"), flow);

    await().until(() -> flow.lines().equals(List.of("500")));
    assertThat(metrics.get("ringway.sip.requests.failed").counter().count()).isEqualTo(1);
  }

  @Test
  void anInviteWithoutAnAnswerGets100WhileTheUserIsStillBusy() {
    CountDownLatch gate = new CountDownLatch(1);
    user.onRequest = _ -> awaitQuietly(gate);
    TransactionLayer layer = layer(QUICK);

    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);

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
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();

    // The 640 ms of Timer L are over: so are the 50 ms of the 100.
    invite.respond(answer(invite.request(), 200));
    await().until(() -> layer.size() == 0);

    assertThat(flow.lines()).containsExactly("180", "200");
  }

  @Test
  void theAckOfARefusalIsAbsorbed() {
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();
    invite.respond(answer(invite.request(), 486));

    await().until(() -> flow.lines().equals(List.of("486")));
    arrive(layer, parsedRequest("ACK", "z9hG4bKa", "c1"), flow);

    await().until(() -> layer.size() == 0);
    assertThat(user.acks).isEmpty();
  }

  @Test
  void aRefusalIsRepeatedOnUdpUntilTheAckComes() {
    TransactionLayer layer = layer(QUICK);
    user.onRequest = busy -> busy.respond(answer(busy.request(), 486));
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), core);
    ServerTransaction invite = user.nextRequest();

    await().until(() -> core.sent().size() >= 3);
    arrive(layer, parsedRequest("ACK", "z9hG4bKa", "c1"), core);
    await().until(() -> layer.size() == 0);

    assertThat(core.lines()).containsOnly("486");
    assertThat(invite.finallyAnswered()).isTrue();
  }

  @Test
  void theAckOfA2xxGoesToTheUser() {
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();
    invite.respond(answer(invite.request(), 200));

    arrive(layer, parsedRequest("ACK", "z9hG4bKother", "c1"), flow);
    await().until(() -> user.acks.size() == 1);
    arrive(layer, parsedRequest("ACK", "z9hG4bKa", "c1"), flow);

    await()
        .untilAsserted(
            () -> assertThat(user.acks).as("also with the INVITE's own branch").hasSize(2));
  }

  @Test
  void after2xxToAnInviteFurther2xxMayFollowButNothingElse() {
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
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
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();
    SIPResponse ringing = answer(invite.request(), 180);
    invite.respond(ringing);
    await().until(() -> flow.sent().size() == 1);

    arrive(layer, parsedRequest("CANCEL", "z9hG4bKa", "c1"), flow);

    await().until(() -> user.cancelled.size() == 1);
    assertThat(user.cancelled.getFirst()).isSameAs(invite);
    await().until(() -> flow.lines().equals(List.of("180", "200")));
    assertThat(SipMessages.method(flow.sent().get(1))).isEqualTo("CANCEL");
    assertThat(SipMessages.toTag(flow.sent().get(1))).contains(ringing.getToTag());
  }

  @Test
  void cancelForNothingGets481() {
    arrive(layer(SLOW), parsedRequest("CANCEL", "z9hG4bKa", "c1"), flow);

    await().until(() -> flow.lines().equals(List.of("481")));
    assertThat(user.cancelled).isEmpty();
  }

  @Test
  void cancelFromAnotherConnectionFindsNothing() {
    TransactionLayer layer = layer(SLOW);
    FakeLink stranger = FakeLink.flow("f2");
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    user.nextRequest();

    arrive(layer, parsedRequest("CANCEL", "z9hG4bKa", "c1"), stranger);

    await().until(() -> stranger.lines().equals(List.of("481")));
    assertThat(user.cancelled).isEmpty();
  }

  @Test
  void cancelAfterTheFinalAnswerGets200WithoutEffect() {
    TransactionLayer layer = layer(SLOW);
    arrive(layer, parsedRequest("INVITE", "z9hG4bKa", "c1"), flow);
    ServerTransaction invite = user.nextRequest();
    invite.respond(answer(invite.request(), 200));

    arrive(layer, parsedRequest("CANCEL", "z9hG4bKa", "c1"), flow);

    await().until(() -> flow.lines().equals(List.of("200", "200")));
    assertThat(user.cancelled).isEmpty();
  }

  @Test
  void anRfc2543InviteMatchesByItsOtherParts() {
    TransactionLayer layer = layer(SLOW);
    String old = request("INVITE", "1", "c1");
    arrive(layer, SipParser.parse(old), core);
    arrive(layer, SipParser.parse(old), core);
    arrive(layer, SipParser.parse(old.replace("CSeq: 1", "CSeq: 2")), core);

    assertThat(SipMessages.cseq(user.nextRequest().request())).isEqualTo(1);
    assertThat(SipMessages.cseq(user.nextRequest().request())).isEqualTo(2);
    assertThat(user.requests).isEmpty();
  }

  @Test
  void aRequestNobodyAnswersIsForgottenInTheEnd() {
    TransactionLayer layer = layer(QUICK);
    arrive(layer, parsedRequest("OPTIONS", "z9hG4bKa", "c1"), flow);
    arrive(layer, parsedRequest("INVITE", "z9hG4bKb", "c2"), flow);
    user.nextRequest();
    user.nextRequest();

    await().until(() -> layer.size() == 0);
  }
}
