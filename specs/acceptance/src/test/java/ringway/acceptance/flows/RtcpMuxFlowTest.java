// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Descriptions.BrowserMedia;
import ringway.acceptance.sip.Sdp;

/** RTP and RTCP on one port or on two: RFC 5761, RFC 8858, RFC 8839 §4.2.1. */
@ExtendWith(FlowExtension.class)
class RtcpMuxFlowTest {
  private static final String FAR = "tel:+15550199";
  private static final String MUX = "a=rtcp-mux\r\n";
  private static final int SENDER_REPORT = 200;

  @Test
  @Covers("H12")
  void aBrowserWithoutMuxHasReportsOnASecondComponent(Lab lab) {
    lab.withMedia("rtp.report-interval", "500ms");
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    wic.sends(invite(FAR).sdp(Descriptions.browserOffer(browser.described()).replace(MUX, "")));
    Received atCore = core.receives(invite());
    core.answers(ok().sdp(Descriptions.coreAnswer(phone.port(), atCore.sdp())));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());

    assertThat(answer.audio().attribute("rtcp-mux")).isEmpty();
    int second = MediaPeer.candidate(answer).getPort();
    assertThat(answer.audio().attribute("rtcp").orElse("").split(" ")[0])
        .isNotEmpty()
        .isNotEqualTo(Integer.toString(second));
    browser.joins(answer);
    new StandingCall(wic, browser, answer, phone, atCore.sdp()).bothHear();

    try (MediaPeer rtcp = browser.forRtcp()) {
      rtcp.joins(answer);
      rtcp.isReportedTo(
          SENDER_REPORT,
          () -> phone.sends(atCore.sdp(), StandingCall.PCMA, StandingCall.speech(1)));
    }
  }

  @Test
  @Covers("H11")
  void aBrowserThatInsistsOnMuxIsRefusedWhereMuxIs(Lab lab) {
    assertRefused(lab, "refused", MUX + "a=rtcp-mux-only\r\n");
  }

  @Test
  @Covers("H11")
  void aBrowserWithoutMuxIsRefusedWhereMuxIsRequired(Lab lab) {
    assertRefused(lab, "required", "");
  }

  private static void assertRefused(Lab lab, String policy, String offered) {
    lab.with("codecs.rtcp-mux", policy);
    Wic wic = lab.registered(ALICE);

    wic.sends(
        invite(FAR).sdp(Descriptions.browserOffer(BrowserMedia.silent()).replace(MUX, offered)));
    wic.receives(488);
    lab.core().receivesNothing();
  }
}
