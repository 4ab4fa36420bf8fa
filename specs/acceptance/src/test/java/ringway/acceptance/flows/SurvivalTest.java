// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.info;
import static ringway.acceptance.sip.Words.invite;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/** Calls whose browser loses its connection and comes back. */
@ExtendWith(FlowExtension.class)
class SurvivalTest {
  private static String ufrag(Sdp sdp) {
    return sdp.attribute(sdp.audio(), "ice-ufrag").orElseThrow();
  }

  /** The WIC has another connection, and tells it in the dialog; what it is answered. */
  private static Sdp comesBack(Lab lab, Wic wic, MediaPeer media) {
    wic.reconnects();
    lab.registers(wic);
    wic.sends(invite().sdp(Descriptions.browserOffer(media.described())));
    Sdp answer = wic.receives(200).answering("INVITE").sdp();
    wic.sends(ack());
    return answer;
  }

  private static void coreHangsUp(Lab lab, Wic wic) {
    lab.core().sends(bye());
    wic.receives(bye());
    wic.answers(200);
    lab.core().receives(200);
    lab.mediaIsFree();
  }

  @Test
  @Covers("H21")
  void aCallGoesOnOverAnotherConnectionAndTheCoreDoesNotNotice(Lab lab) {
    StandingCall call = StandingCall.joined(lab);
    Wic wic = call.wic();

    wic.vanishes();
    call.browser().restartsIce();
    Sdp answer = comesBack(lab, wic, call.browser());
    assertThat(ufrag(answer)).as("RFC 8839 §4.4.1.1.1").isNotEqualTo(ufrag(call.forBrowser()));
    call.browser().checks(answer);

    call.bothHear();
    lab.core().receivesNothing();
    coreHangsUp(lab, wic);
  }

  @Test
  void aCallGoesOnInAnotherPageWithACertificateOfItsOwn(Lab lab) {
    StandingCall call = StandingCall.joined(lab);
    Wic wic = call.wic();

    wic.vanishes();
    MediaPeer reloaded = lab.browser(ALICE);
    Sdp answer = comesBack(lab, wic, reloaded);
    reloaded.joins(answer);

    new StandingCall(wic, reloaded, answer, call.phone(), call.forPhone()).bothHear();
    lab.core().receivesNothing();
    coreHangsUp(lab, wic);
  }

  @Test
  void laterRequestsHaveTheNumbersTheCoreExpects(Lab lab) {
    StandingCall call = StandingCall.joined(lab);
    Wic wic = call.wic();
    wic.vanishes();
    call.browser().restartsIce();
    comesBack(lab, wic, call.browser());

    wic.sends(info());
    lab.core().receives(info()).with("CSeq", "2 INFO");
    lab.core().answers(200);
    wic.receives(200).with("CSeq", "3 INFO");
    wic.sends(bye());
    lab.core().receives(bye()).with("CSeq", "3 BYE");
    lab.core().answers(200);
    wic.receives(200).answering("BYE");
    lab.mediaIsFree();
  }

  @Test
  void whoHoldsTheCallWhenComingBackAsksTheCore(Lab lab) {
    StandingCall call = StandingCall.joined(lab);
    Wic wic = call.wic();
    wic.vanishes();
    wic.reconnects();
    lab.registers(wic);
    call.browser().restartsIce();

    wic.sends(
        invite()
            .sdp(
                Descriptions.browserOffer(call.browser().described())
                    .replace("a=sendrecv", "a=sendonly")));

    assertThat(lab.core().receives(invite()).sdp().audio().attribute("sendonly")).isPresent();
  }

  @Test
  void theCoreMayHangUpWhileTheBrowserIsAway(Lab lab) {
    StandingCall call = StandingCall.joined(lab);
    call.wic().vanishes();
    await()
        .atMost(Patience.LIMIT)
        .until(() -> lab.epCscfMetrics().sum("ringway_w2_connections") == 0);

    lab.core().sends(info());
    lab.core().receives(480).with("Retry-After");
    lab.core().sends(bye());
    lab.core().receives(200).answering("BYE");
    lab.mediaIsFree();
  }

  @Test
  @Covers("G15")
  void anotherClientOfTheSameUserCannotTakeTheCallOver(Lab lab) {
    StandingCall call = StandingCall.joined(lab);
    Wic other = lab.registered(ALICE);
    call.wic().vanishes();

    other.sendsRaw(call.wic().composes(bye()).text());

    assertThat(other.receivesRefusal()).isEqualTo(403);
    lab.core().receivesNothing();
  }

  @Test
  @Covers("G21")
  void aConnectionClosedInGoodOrderEndsItsCallAtOnce(Lab lab) {
    StandingCall call = StandingCall.joined(lab);

    call.wic().closes(1000);

    lab.core().receives(bye()).with("Reason");
    lab.core().answers(200);
    lab.mediaIsFree();
  }

  @Test
  @Covers("G21")
  void aCallWhosePageWentAwayForGoodEndsBeforeTheGraceIsOver(Lab lab) {
    lab.with("survival.grace", "2m").with("survival.reload", "500ms");
    StandingCall call = StandingCall.joined(lab);

    call.wic().closes(1001);

    lab.core().receives(bye()).with("Reason");
    lab.core().answers(200);
    lab.mediaIsFree();
  }

  @Test
  void aReloadedPageGoesOnWithACallItsBrowserLeft(Lab lab) {
    StandingCall call = StandingCall.joined(lab);
    Wic wic = call.wic();

    wic.closes(1001);
    MediaPeer reloaded = lab.browser(ALICE);
    Sdp answer = comesBack(lab, wic, reloaded);
    reloaded.joins(answer);

    new StandingCall(wic, reloaded, answer, call.phone(), call.forPhone()).bothHear();
    lab.core().receivesNothing();
    coreHangsUp(lab, wic);
  }
}
