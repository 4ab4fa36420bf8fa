// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.flows.StandingCall.PCMA;
import static ringway.acceptance.flows.StandingCall.answered;
import static ringway.acceptance.flows.StandingCall.awaitDropped;
import static ringway.acceptance.flows.StandingCall.joined;
import static ringway.acceptance.flows.StandingCall.speech;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.bye;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/** Media through the eIMS-AGW: RFC 8445, RFC 5764, RFC 3711, TS 23.334 §5. */
@ExtendWith(FlowExtension.class)
class MediaTest {
  private static final int AES128_CM_SHA1_80 = 1;
  private static final int AEAD_AES_128_GCM = 7;

  @Test
  @Covers({"I01", "I07"})
  void speechGoesBothWaysInACallTheWicMade(Lab lab) {
    StandingCall call = joined(lab);

    call.wic().sends(bye());
    lab.core().receives(bye());
    lab.core().answers(200);
    call.wic().receives(200);
    lab.mediaIsFree();
  }

  @Test
  @Covers("I01")
  void speechGoesBothWaysInACallTheWicTook(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    core.sends(invite(wic.contact()).sdp(Descriptions.coreOffer(phone.port())));
    Sdp offer = wic.receives(invite()).sdp();
    wic.answers(ok().sdp(Descriptions.browserAnswer(browser.described(), offer)));
    Sdp forPhone = core.receives(200).sdp();
    core.sends(ack());
    wic.receives(ack());
    browser.joins(offer);

    new StandingCall(wic, browser, offer, phone, forPhone).bothHear();
  }

  @ParameterizedTest
  @ValueSource(ints = {AES128_CM_SHA1_80, AEAD_AES_128_GCM})
  @Covers({"I07", "I15"})
  void speechGoesBothWaysUnderEitherProtection(int profile, Lab lab) {
    StandingCall call = answered(lab, lab.browser(ALICE, profile));

    call.browser().joins(call.forBrowser());

    assertThat(call.browser().profile()).isEqualTo(profile);
    call.bothHear();
  }

  @Test
  @Covers({"H06", "I15"})
  void aBrowserThatWaitsForTheHandshakeIsCalledByTheGateway(Lab lab) {
    MediaPeer browser = lab.browser(ALICE);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    String offer =
        Descriptions.browserOffer(browser.described()).replace("setup:actpass", "setup:passive");
    wic.sends(invite("tel:+15550199").sdp(offer));
    Received invite = core.receives(invite());
    core.answers(ok().sdp(Descriptions.coreAnswer(phone.port(), invite.sdp())));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());

    assertThat(answer.attribute(answer.audio(), "setup")).contains("active");
    browser.joins(answer);
    new StandingCall(wic, browser, answer, phone, invite.sdp()).bothHear();
  }

  @Test
  @Covers("H13")
  void candidatesThatAreMdnsNamesAreNoHindrance(Lab lab) {
    MediaPeer browser = lab.browser(ALICE);
    assertThat(Descriptions.browserOffer(browser.described())).contains(".local");

    StandingCall call = answered(lab, browser);
    call.browser().joins(call.forBrowser());
    call.bothHear();
  }

  @Test
  @Covers("I02")
  void aCheckWithAWrongPasswordOpensNothing(Lab lab) {
    StandingCall call = answered(lab, lab.browser(ALICE));

    assertThatThrownBy(() -> call.browser().checks(call.forBrowser(), "wrong".repeat(5)))
        .hasMessageContaining("401");
    awaitDropped(lab, "stun-refused", 1);
    call.browser().joins(call.forBrowser());
    call.bothHear();
  }

  @Test
  @Covers({"I03", "I12"})
  void packetsFromAStrangerAreDroppedAndCounted(Lab lab) throws Exception {
    StandingCall call = joined(lab);

    try (DatagramSocket stranger = new DatagramSocket()) {
      for (byte[] junk : junk()) {
        stranger.send(
            new DatagramPacket(junk, junk.length, MediaPeer.candidate(call.forBrowser())));
      }
    }

    awaitDropped(lab, "unknown-source", 2);
    awaitDropped(lab, "unknown-protocol", 1);
    call.bothHear();
  }

  /** SRTP, DTLS and nothing known, by their first bytes (RFC 7983 §7). */
  private static List<byte[]> junk() {
    byte[] srtp = new byte[60];
    srtp[0] = (byte) 0x80;
    srtp[1] = PCMA;
    byte[] dtls = new byte[60];
    dtls[0] = 22;
    byte[] unknown = new byte[60];
    unknown[0] = (byte) 0xFF;
    return List.of(srtp, dtls, unknown);
  }

  @Test
  @Covers("I12")
  void junkOfAKnownPeerIsDroppedAndTheCallGoesOn(Lab lab) {
    StandingCall call = joined(lab);

    junk().forEach(call.browser()::sendsRaw);

    awaitDropped(lab, "unknown-protocol", 1);
    call.bothHear();
  }

  @Test
  @Covers("I14")
  void replayedAndForgedPacketsAreDroppedAndCounted(Lab lab) {
    StandingCall call = joined(lab);

    call.browser().sendsTwice(PCMA, speech(1));
    call.browser().sendsForged(PCMA, speech(2));

    awaitDropped(lab, "srtp-replayed", 1);
    awaitDropped(lab, "srtp-forged", 1);
    call.bothHear();
  }

  @Test
  @Covers("I05")
  void consentIsGivenForTheWholeCall(Lab lab) {
    StandingCall call = joined(lab);

    for (int i = 0; i < 5; i++) {
      call.browser().asksForConsent();
    }
    call.bothHear();
  }

  @Test
  @Covers("I08")
  void aCertificateUnlikeItsFingerprintEndsTheCall(Lab lab) {
    MediaPeer browser = lab.browser(ALICE);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    var described = browser.described();
    var lying =
        new Descriptions.BrowserMedia(
            described.ufrag(), described.pwd(), "sha-256 " + "AB:".repeat(31) + "CD");
    wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(lying)));
    Received invite = core.receives(invite());
    core.answers(ok().sdp(Descriptions.coreAnswer(phone.port(), invite.sdp())));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());

    assertThatThrownBy(() -> browser.joins(answer)).isNotInstanceOf(AssertionError.class);

    core.receives(bye()).with("Reason");
    core.answers(200);
    wic.receives(bye());
    wic.answers(200);
    lab.mediaIsFree();
  }
}
