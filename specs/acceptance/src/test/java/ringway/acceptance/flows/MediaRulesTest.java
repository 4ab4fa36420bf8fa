// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.flows.StandingCall.PCMA;
import static ringway.acceptance.flows.StandingCall.answered;
import static ringway.acceptance.flows.StandingCall.awaitDropped;
import static ringway.acceptance.flows.StandingCall.joined;
import static ringway.acceptance.flows.StandingCall.speech;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/** Order of handshake and answer, RTCP, bandwidth: RFC 8842, RFC 5761, RFC 3550, TS 23.334 §5. */
@ExtendWith(FlowExtension.class)
class MediaRulesTest {
  private static final int SENDER_REPORT = 200;
  private static final int SOURCE_DESCRIPTION = 202;

  @Test
  @Covers("I11")
  void aHandshakeBeforeTheAnswerIsDoneAndMediaHeldUntilTheFingerprintIsKnown(Lab lab) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    core.sends(invite(wic.contact()).sdp(Descriptions.coreOffer(phone.port())));
    Sdp offer = wic.receives(invite()).sdp();

    browser.joins(offer);
    browser.sends(PCMA, speech(1));
    awaitDropped(lab, "no-keys", 1);

    wic.answers(ok().sdp(Descriptions.browserAnswer(browser.described(), offer)));
    Sdp forPhone = core.receives(200).sdp();
    core.sends(ack());
    wic.receives(ack());
    new StandingCall(wic, browser, offer, phone, forPhone).bothHear();
  }

  @Test
  @Covers("I28")
  void aClientHelloBeforeTheCheckIsDroppedAndItsRepetitionSucceeds(Lab lab) throws Exception {
    StandingCall call = answered(lab, lab.browser(ALICE));

    Thread handshake = call.browser().handshakesUnchecked(call.forBrowser());
    awaitDropped(lab, "unknown-source", 1);
    assertThat(handshake.isAlive()).isTrue();

    call.browser().checks(call.forBrowser());
    assertThat(handshake.join(Patience.LIMIT)).isTrue();
    call.bothHear();
  }

  @Test
  @Covers("I09")
  void anotherHandshakeIsRefusedByAWarningAndTheCallGoesOn(Lab lab) {
    StandingCall call = joined(lab);

    int warning = 1 << 8; // RFC 5246 §7.2
    assertThat(call.browser().asksToNegotiateAnew()).isEqualTo(warning | 100);
    call.bothHear();
  }

  @Test
  @Covers("I13")
  void whatHasThePayloadTypesOfRtcpIsTakenForRtcp(Lab lab) {
    StandingCall call = joined(lab);

    for (int type = SENDER_REPORT; type <= 204; type++) { // 72 to 76 with the marker
      call.browser().sendsControl(control(type));
    }

    RtpPhone.Packet next =
        call.phone().hears(speech(9), () -> call.browser().sends(PCMA, speech(9)));
    assertThat(next.payloadType()).isEqualTo(PCMA);
    // Taken for SRTP they would be forged, as RTP without a stream.
    assertThat(dropped(lab, "srtp-forged")).isZero();
    assertThat(dropped(lab, "unknown-stream")).isZero();
    assertThat(dropped(lab, "rtp-invalid")).isZero();
  }

  private static double dropped(Lab lab, String reason) {
    return lab.mediaMetrics().sum("ringway_media_dropped_total", "reason=\"" + reason + "\"");
  }

  private static byte[] control(int type) {
    return ByteBuffer.allocate(28)
        .put((byte) 0x80)
        .put((byte) type)
        .putShort((short) 6)
        .putInt(0x7777)
        .array();
  }

  @Test
  @Covers("I26")
  void bothSidesGetReportsOfOursUnderTheSourceTheyHear(Lab lab) throws IOException {
    lab.withMedia("rtp.report-interval", "300ms");
    try (DatagramSocket control = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      StandingCall call = withControl(lab, control.getLocalPort());
      call.browser().joins(call.forBrowser());
      call.bothHear();
      Runnable aliceTalks = () -> call.browser().sends(PCMA, speech(1));
      Runnable farUserTalks = () -> call.phone().sends(call.forPhone(), PCMA, speech(2));
      int heard = call.phone().hears(speech(1), aliceTalks).ssrc();

      ByteBuffer atPhone = senderReport(control, aliceTalks);
      assertThat(atPhone.getInt(4)).as("its sender").isEqualTo(heard);
      assertThat(described(atPhone)).isEqualTo(SOURCE_DESCRIPTION);
      ByteBuffer atBrowser =
          ByteBuffer.wrap(call.browser().isReportedTo(SENDER_REPORT, farUserTalks));
      assertThat(atBrowser.getInt(4)).isNotEqualTo(heard);
      assertThat(described(atBrowser)).isEqualTo(SOURCE_DESCRIPTION);
    }
  }

  /** The type of the second packet of a compound. */
  private static int described(ByteBuffer compound) {
    return compound.get(4 * (compound.getShort(2) + 1) + 1) & 0xFF;
  }

  private static StandingCall withControl(Lab lab, int rtcpPort) {
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    MediaPeer browser = lab.browser(ALICE);
    wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(browser.described())));
    Received invite = core.receives(invite());
    String answer = Descriptions.coreAnswer(phone.port(), invite.sdp());
    core.answers(ok().sdp(answer + "a=rtcp:" + rtcpPort + "\r\n"));
    Sdp forBrowser = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());
    return new StandingCall(wic, browser, forBrowser, phone, invite.sdp());
  }

  private static ByteBuffer senderReport(DatagramSocket control, Runnable talking)
      throws IOException {
    control.setSoTimeout(20);
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      talking.run();
      DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
      try {
        control.receive(packet);
      } catch (SocketTimeoutException _) {
        continue;
      }
      if ((packet.getData()[1] & 0xFF) == SENDER_REPORT) {
        return ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
      }
    }
    throw new AssertionError("the phone gets no sender report");
  }

  @Test
  @Covers("I19")
  void whatIsMoreThanTheAnswerTakesIsDroppedAndCounted(Lab lab) {
    lab.withMedia("policing.headroom", 1.0).withMedia("policing.speech-at-least", 1);
    MediaPeer browser = lab.browser(ALICE);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(browser.described())));
    Received invite = core.receives(invite());
    String answer = Descriptions.coreAnswer(phone.port(), invite.sdp());
    core.answers(ok().sdp(answer.replaceFirst("(m=audio.*\r\n)", "$1b=AS:1\r\n")));
    Sdp forBrowser = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());
    browser.joins(forBrowser);

    // A packet of G.711 is more than a second's worth.
    await()
        .atMost(Patience.LIMIT)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              browser.sends(PCMA, speech(1));
              return dropped(lab, "over-bandwidth") >= 3;
            });
    browser.hears(speech(2), () -> phone.sends(invite.sdp(), PCMA, speech(2)));
  }
}
