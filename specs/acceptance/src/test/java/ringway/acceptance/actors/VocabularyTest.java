// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.cancel;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.register;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.runtime.ladder.Ladder;
import ringway.runtime.ladder.Rung;

class VocabularyTest {
  private static final String AUTH_DONE =
      "Digest username=\"alice@ims.example.net\", nonce=\"\", response=\"\","
          + " integrity-protected=\"auth-done\"";

  private final Ladder ladder = new Ladder();
  private final ScriptedCore core = ScriptedCore.start(ladder);
  private final StandIn between = new StandIn(core.port());
  private final Wic wic = Wic.connect(ladder, Subscriber.ALICE, between.uri(), Optional.empty());

  @AfterEach
  void close() {
    wic.close();
    between.close();
    core.close();
  }

  @Test
  void aRegistrationReadsLikeTheTable() {
    wic.sends(register().header("Authorization", AUTH_DONE).header("Path", "<sip:p;lr>"));
    core.receives(register()).withAuthDone("alice@ims.example.net").with("Path", "<sip:p;lr>");
    core.answers(200);
    wic.receives(200).withOnly("Service-Route", core.serviceRoute());

    assertThat(ladder.rungs()).hasSize(4);
  }

  @Test
  void aCallReadsLikeTheTable() {
    wic.sends(invite("sip:dora@ims.example.net"));
    core.receives(invite());
    core.answers(180);
    wic.receives(180);
    core.answers(200);
    wic.receives(200);
    wic.sends(ack());
    core.receives(ack());
    wic.sends(bye());
    core.receives(bye());
    core.answers(200);
    wic.receives(200).answering("BYE");
  }

  @Test
  void aRefusedInviteIsAcknowledgedUnasked() {
    wic.sends(invite("sip:dora@ims.example.net"));
    core.receives(invite());
    wic.sends(cancel());
    core.receives(cancel());
    core.answers(200);
    core.answers(invite(), 487);
    wic.receives(200).answering("CANCEL");
    wic.receives(487).answering("INVITE");
    wic.sends(register());
    core.receives(register());

    assertThat(ladder.rungs()).extracting(Rung::title).anyMatch(title -> title.startsWith("ACK"));
  }

  @Test
  void anotherMessageThanExpectedFailsWithTheLadder() {
    wic.sends(register());

    assertThatThrownBy(() -> core.receives(invite()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("step 2, core receives INVITE")
        .hasMessageContaining("there came\nREGISTER")
        .hasMessageContaining("The ladder so far");
  }

  @Test
  void anotherStatusThanExpectedFails() {
    wic.sends(register());
    core.receives(register());
    core.answers(403);

    assertThatThrownBy(() -> wic.receives(200)).hasMessageContaining("expected 200");
  }

  @Test
  void aMarkThatIsMissingFails() {
    wic.sends(register().bearer("opaque-secret"));

    Received register = core.receives(register());

    assertThatThrownBy(() -> register.withAuthDone("alice@ims.example.net"))
        .hasMessageContaining("is not Digest")
        .message()
        .doesNotContain("opaque-secret");
    assertThatThrownBy(() -> register.nowhere("opaque-secret"))
        .hasMessageContaining("expected nothing of");
  }

  @Test
  void theFenceFailsWhenSomethingCameBefore() {
    core.fencedBy(() -> core.receives(invite()));
    wic.sends(register());

    assertThatThrownBy(core::receivesNothing).isInstanceOf(AssertionError.class);
  }
}
