// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.cancel;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.register;
import static ringway.acceptance.sip.Words.reply;

import java.util.List;
import org.junit.jupiter.api.Test;

class DialogsTest {
  private final Dialogs alice =
      new Dialogs(
          new Dialogs.Self("sip:alice@a.example", "<sip:alice@a.invalid>", "SIP/2.0/WS a.invalid"));
  private final Dialogs bob =
      new Dialogs(
          new Dialogs.Self("sip:bob@b.example", "<sip:bob@10.0.0.2>", "SIP/2.0/UDP 10.0.0.2"));
  private final Dialogs.Start toBob =
      new Dialogs.Start("sip:bob@b.example", "sip:bob@b.example", List.of("<sip:first;lr>"));

  /** What a proxy between the two adds. */
  private static Message routed(Message message) {
    List<Message.Field> fields = new java.util.ArrayList<>(message.fields());
    fields.add(new Message.Field("Record-Route", "<sip:proxy;lr>"));
    return new Message(message.start(), fields, message.body());
  }

  private Message inviteAtBob() {
    Message invite = routed(alice.compose(invite("sip:bob@b.example"), toBob));
    bob.learn(invite);
    return invite;
  }

  @Test
  void registrationsKeepTheirCallIdAndCountUp() {
    Dialogs.Start home = new Dialogs.Start("sip:a.example", "sip:alice@a.example", List.of());
    Message first = alice.compose(register(), home);
    Message second = alice.compose(register().expires(0), home);

    assertThat(second.callId()).isEqualTo(first.callId());
    assertThat(second.cseq()).isEqualTo(first.cseq() + 1);
    assertThat(first.header("Expires")).contains("3600");
    assertThat(second.header("Expires")).contains("0");
    assertThat(first.branch()).startsWith("z9hG4bK").isNotEqualTo(second.branch());
  }

  @Test
  void anAnswerConfirmsTheDialogForBothSides() {
    Message invite = inviteAtBob();
    alice.learn(bob.respond(invite, ok()));

    Message ack = alice.compose(ack(), toBob);
    Message fromBob = bob.compose(bye(), toBob);

    assertThat(ack.requestUri()).isEqualTo("sip:bob@10.0.0.2");
    assertThat(ack.values("Route")).containsExactly("<sip:proxy;lr>");
    assertThat(ack.cseq()).isEqualTo(invite.cseq());
    assertThat(fromBob.requestUri()).isEqualTo("sip:alice@a.invalid");
    assertThat(fromBob.values("Route")).containsExactly("<sip:proxy;lr>");
    assertThat(fromBob.header("To")).isEqualTo(invite.header("From"));
    assertThat(fromBob.header("From")).isEqualTo(ack.header("To"));
  }

  @Test
  void cancelIsOfTheTransactionOfItsInvite() {
    Message invite = inviteAtBob();
    alice.learn(bob.respond(invite, reply(180)));

    Message cancel = alice.compose(cancel(), toBob);

    assertThat(cancel.branch()).isEqualTo(invite.branch());
    assertThat(cancel.cseq()).isEqualTo(invite.cseq());
    assertThat(cancel.header("To")).isEqualTo(invite.header("To"));
    assertThat(cancel.requestUri()).isEqualTo(invite.requestUri());
    assertThat(cancel.values("Route")).isEqualTo(invite.values("Route"));
  }

  @Test
  void theAckOfARefusalStaysInTheTransaction() {
    Message invite = inviteAtBob();
    Message refusal = bob.respond(invite, reply(486));

    Message ack = alice.ackOfRefusal(refusal);

    assertThat(ack.branch()).isEqualTo(invite.branch());
    assertThat(ack.header("To")).isEqualTo(refusal.header("To"));
  }

  @Test
  void allAnswersOfOneCallCarryOneTag() {
    Message invite = inviteAtBob();

    assertThat(bob.respond(invite, reply(180)).header("To"))
        .isEqualTo(bob.respond(invite, ok()).header("To"));
    assertThat(bob.respond(invite, reply(100)).header("To")).isEqualTo(invite.header("To"));
  }

  @Test
  void whatADraftLeavesOutIsLeftOut() {
    Message invite =
        alice.compose(invite("sip:bob@b.example").without("Max-Forwards").without("Route"), toBob);

    assertThat(invite.header("Max-Forwards")).isEmpty();
    assertThat(invite.header("Route")).isEmpty();
  }

  @Test
  void anExpectationComparesOnlyWhatItSays() {
    Message invite = alice.compose(invite("sip:bob@b.example").header("Priority", "urgent"), toBob);

    assertThat(invite().describes(invite)).isTrue();
    assertThat(invite().header("Priority", "urgent").describes(invite)).isTrue();
    assertThat(invite().header("Priority", "normal").describes(invite)).isFalse();
    assertThat(bye().describes(invite)).isFalse();
  }
}
