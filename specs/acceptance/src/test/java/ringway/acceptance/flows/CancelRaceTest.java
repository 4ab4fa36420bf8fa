// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.cancel;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.reply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;

/** A CANCEL that meets the answer it comes too late for (RFC 3261 §9). */
@ExtendWith(FlowExtension.class)
class CancelRaceTest {
  private static final String FAR = "tel:+15550199";
  private static final int SOME_PORT = 49_170;

  private static Received ringing(Lab lab, Wic wic) {
    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    Received invite = lab.core().receives(invite());
    lab.core().answers(180);
    wic.receives(180);
    return invite;
  }

  @Test
  @Covers("G25")
  void anAnswerThatCrossesTheCancelBeginsACallThatTheWicEnds(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    Received invite = ringing(lab, wic);

    wic.sends(cancel());
    wic.receives(200).answering("CANCEL");
    core.receives(cancel());
    core.answers(invite(), ok().sdp(Descriptions.coreAnswer(SOME_PORT, invite.sdp())));
    core.answers(481);
    wic.receives(200).answering("INVITE");
    wic.sends(ack());
    core.receives(ack());
    wic.sends(bye());
    core.receives(bye());
    core.answers(200);
    wic.receives(200).answering("BYE");
    lab.mediaIsFree();
  }

  @Test
  @Covers("G25")
  void whoGaveUpIsNotInvitedAgainForPreconditions(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    ringing(lab, wic);

    wic.sends(cancel());
    wic.receives(200).answering("CANCEL");
    core.receives(cancel());
    core.answers(200);
    core.answers(invite(), reply(421).header("Require", "precondition"));
    wic.receives(421).answering("INVITE");
    core.receivesNothing();
    lab.mediaIsFree();
  }
}
