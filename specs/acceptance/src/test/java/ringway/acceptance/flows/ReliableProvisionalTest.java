// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;
import static ringway.acceptance.sip.Words.prack;
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

/** RFC 3262 between the core and browsers that know no reliable provisional responses. */
@ExtendWith(FlowExtension.class)
class ReliableProvisionalTest {
  private static final String FAR = "tel:+15550199";
  private static final int SOME_PORT = 49_170;

  @Test
  @Covers("G16")
  void whatTheCoreSendsReliablyIsAcknowledgedForTheBrowser(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    Received invite = core.receives(invite()).with("Supported", "100rel");

    core.answers(
        reply(183)
            .header("Require", "100rel")
            .header("RSeq", "41")
            .sdp(Descriptions.coreAnswer(SOME_PORT, invite.sdp())));
    core.receives(prack()).matching("RAck", "41 \\d+ INVITE");
    core.answers(200);
    wic.receives(183).without("RSeq", "Require");

    core.answers(invite(), reply(180).header("Require", "100rel").header("RSeq", "42"));
    core.receives(prack()).matching("RAck", "42 \\d+ INVITE");
    core.answers(200);
    wic.receives(180).without("RSeq", "Require");

    core.answers(invite(), ok().sdp(Descriptions.coreAnswer(SOME_PORT, invite.sdp())));
    wic.receives(200);
    wic.sends(ack());
    core.receives(ack()).with("CSeq", invite.header("CSeq").replace("INVITE", "ACK"));
    wic.sends(bye());
    core.receives(bye());
  }

  @Test
  @Covers("G16")
  void aReliableResponseThatIsRepeatedIsNeitherAcknowledgedNorShownTwice(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(BrowserMedia.silent())));
    Received invite = core.receives(invite());
    for (String rseq : new String[] {"7", "7", "9"}) {
      core.answers(invite(), reply(180).header("Require", "100rel").header("RSeq", rseq));
    }
    core.receives(prack()).matching("RAck", "7 .*");
    core.answers(200);
    wic.receives(180);

    core.answers(invite(), ok().sdp(Descriptions.coreAnswer(SOME_PORT, invite.sdp())));
    wic.receives(200);
  }

  @Test
  @Covers("G16")
  void whatTheCoreDemandsReliablyIsRepeatedUntilItAcknowledges(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    core.sends(
        invite(wic.contact())
            .header("Require", "100rel")
            .header("Supported", "100rel")
            .sdp(Descriptions.coreOffer(SOME_PORT)));
    // What this node adds for the browser is its own matter; 100rel is not.
    Received invite = wic.receives(invite()).without("Require").nowhere("100rel");
    wic.answers(180);

    Received ringing = core.receives(180).with("Require", "100rel");
    String rseq = ringing.header("RSeq");
    core.seesAgain("180");
    core.sends(prack().header("RAck", "1 1 INVITE"));
    core.receives(481).answering("PRACK");
    String cseq = ringing.header("CSeq");
    core.sends(prack().header("RAck", rseq + " " + cseq));
    core.receives(200).answering("PRACK");

    wic.answers(ok().sdp(Descriptions.browserAnswer(BrowserMedia.silent(), invite.sdp())));
    core.receives(200).answering("INVITE").without("RSeq");
    core.sends(ack());
    wic.receives(ack());
  }
}
