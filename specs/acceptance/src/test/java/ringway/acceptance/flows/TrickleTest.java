// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.info;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Draft;
import ringway.acceptance.sip.Sdp;

/** Browsers that offer before they know their addresses (RFC 8840). */
@ExtendWith(FlowExtension.class)
class TrickleTest {
  private static final String FRAGMENT =
      "a=ice-ufrag:abcd\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\na=mid:0\r\n"
          + "a=candidate:1 1 udp 2113937151 192.0.2.1 54321 typ host\r\na=end-of-candidates\r\n";

  private static Draft candidates() {
    return info()
        .header("Info-Package", "trickle-ice")
        .body("application/trickle-ice-sdpfrag", FRAGMENT);
  }

  private static String withoutCandidates(MediaPeer browser) {
    return Descriptions.browserOffer(browser.described()).replaceAll("a=candidate:.*\r\n", "");
  }

  @Test
  @Covers({"H13", "H17"})
  void candidatesThatComeLaterEndHereAndTheCallNeedsNoneOfThem(Lab lab) {
    Wic wic = lab.registered(ALICE);
    MediaPeer browser = lab.browser(ALICE);
    RtpPhone phone = lab.phone();
    wic.sends(
        invite("tel:+15550199")
            .sdp(withoutCandidates(browser))
            .header("Supported", "outbound, trickle-ice"));
    Received invite = lab.core().receives(invite()).nowhere("trickle");
    lab.core().answers(ok().sdp(Descriptions.coreAnswer(phone.port(), invite.sdp())));
    Received answer = wic.receives(200).with("Supported").with("Recv-Info", "trickle-ice");
    wic.sends(ack());
    lab.core().receives(ack());
    Sdp sdp = answer.sdp();
    assertThat(sdp.attribute(sdp.audio(), "ice-options").orElseThrow()).contains("trickle");
    assertThat(answer.header("Supported")).contains("trickle-ice");

    wic.sends(candidates());
    wic.receives(200).answering("INFO");
    browser.joins(sdp);
    new StandingCall(wic, browser, sdp, phone, invite.sdp()).bothHear();

    wic.sends(bye());
    lab.core().receives(bye()).with("CSeq", "2 BYE");
    lab.core().answers(200);
    wic.receives(200).answering("BYE");
  }

  @Test
  @Covers("H18")
  void candidatesNobodyAgreedOnAreRefused(Lab lab) {
    StandingCall call = StandingCall.answered(lab, lab.browser(ALICE));

    call.wic().sends(candidates());
    call.wic().receives(469).with("Recv-Info");
    lab.core().receivesNothing();

    call.wic().sends(bye());
    lab.core().receives(bye());
    lab.core().answers(200);
    call.wic().receives(200).answering("BYE");
  }

  @Test
  void anInfoOfAnotherPackagePasses(Lab lab) {
    StandingCall call = StandingCall.answered(lab, lab.browser(ALICE));

    call.wic().sends(info().header("Info-Package", "foo").body("text/plain", "bar"));
    lab.core().receives(info()).with("Info-Package", "foo");
    lab.core().answers(200);
    call.wic().receives(200).answering("INFO");
  }

  @Test
  @Covers({"H18", "H19"})
  void aBrowserThatIsCalledMayTrickleAndTheCoreMayNot(Lab lab) {
    Wic wic = lab.registered(ALICE);
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    lab.core().sends(invite(wic.contact()).sdp(Descriptions.coreOffer(phone.port())));
    Received invite = wic.receives(invite()).with("Recv-Info", "trickle-ice");
    assertThat(invite.header("Supported")).contains("trickle-ice");
    Sdp offer = invite.sdp();
    String answer = Descriptions.browserAnswer(browser.described(), offer);
    wic.answers(ok().sdp(answer).header("Supported", "trickle-ice"));
    lab.core().receives(200).nowhere("trickle");
    lab.core().sends(ack());
    wic.receives(ack());

    wic.sends(candidates());
    wic.receives(200).answering("INFO");
    lab.core().sends(candidates());
    lab.core().receives(469).with("Recv-Info");
    lab.core().sends(bye());
    wic.receives(bye());
    wic.answers(200);
    lab.core().receives(200).answering("BYE");
  }
}
