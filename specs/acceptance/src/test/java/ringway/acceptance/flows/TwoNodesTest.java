// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.TwoNodes;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/** Browsers of one network that came to different eP-CSCFs: TS 24.371 §7, both ends of a call. */
@ExtendWith(FlowExtension.class)
class TwoNodesTest {

  private static int preferred(Sdp description) {
    return Integer.parseInt(description.audio().formats().getFirst());
  }

  /** One calls, the other rings, answers, is heard and hears. */
  private static void callAndTalk(TwoNodes network, Wic caller, Wic called) {
    MediaPeer callersMedia = network.browser(caller.subscriber());
    MediaPeer calledsMedia = network.browser(called.subscriber());
    caller.sends(
        invite(called.subscriber().impu())
            .sdp(Descriptions.browserOffer(callersMedia.described())));
    Sdp offer =
        called
            .receives(invite())
            .with("P-Asserted-Identity", "<" + caller.subscriber().impu() + ">")
            .sdp();
    called.answers(180);
    caller.receives(180);
    called.answers(ok().sdp(Descriptions.browserAnswer(calledsMedia.described(), offer)));
    Sdp answer = caller.receives(200).sdp();
    caller.sends(ack());
    called.receives(ack());

    callersMedia.joins(answer);
    calledsMedia.joins(offer);
    byte[] hello = StandingCall.speech(0x11);
    byte[] welcome = StandingCall.speech(0x22);
    calledsMedia.hears(hello, () -> callersMedia.sends(preferred(answer), hello));
    callersMedia.hears(welcome, () -> calledsMedia.sends(preferred(offer), welcome));
    assertThat(network.calls(ALICE)).as("through the media function of Alice's node").isEqualTo(1);
    assertThat(network.calls(BOB)).as("through the media function of Bob's node").isEqualTo(1);
  }

  private static void hangsUp(Wic one, Wic other) {
    one.sends(bye());
    other.receives(bye());
    other.answers(200);
    one.receives(200).answering("BYE");
  }

  @Test
  @Covers("L03")
  void usersOfTwoNodesCallEachOtherTalkAndHangUp(TwoNodes network) {
    Wic alice = network.registered(ALICE);
    Wic bob = network.registered(BOB);

    callAndTalk(network, alice, bob);
    hangsUp(bob, alice);
    callAndTalk(network, bob, alice);
    hangsUp(bob, alice);

    await()
        .atMost(Patience.LIMIT)
        .until(() -> network.calls(ALICE) == 0 && network.calls(BOB) == 0);
    for (String node : new String[] {TwoNodes.ADDRESS_OF_ALICE, TwoNodes.ADDRESS_OF_BOB}) {
      assertThat(network.onMw(node, "in", "INVITE")).as("calls from " + node).hasSize(1);
      assertThat(network.onMw(node, "out", "INVITE"))
          .as("calls to " + node)
          .singleElement()
          .asString()
          .contains("RTP/AVP", "P-Asserted-Identity")
          .doesNotContain(Descriptions.WEBRTC_WORDS)
          .doesNotContain("Bearer");
    }
  }
}
