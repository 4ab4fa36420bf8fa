// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.flows.StandingCall.PCMA;
import static ringway.acceptance.flows.StandingCall.speech;
import static ringway.acceptance.sip.Words.ack;
import static ringway.acceptance.sip.Words.invite;
import static ringway.acceptance.sip.Words.ok;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.RtpPhone;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/** Pictures: TS 23.228 U.1.1 (no bundle in the core), TS 23.334 §5.20.1, RFC 8843, RFC 4585. */
@ExtendWith(FlowExtension.class)
class VideoFlowTest {
  private static final String FAR = "tel:+15550199";
  private static final int VP8 = 96;

  private static String offer(MediaPeer browser) {
    return Descriptions.browserOffer(browser.described()).replace("BUNDLE 0", "BUNDLE 0 1")
        + Descriptions.browserVideo("1");
  }

  @Test
  @Covers({"H02", "H03", "I25"})
  void soundAndPictureShareOneTransportAndHavePortsOfTheirOwnInTheCore(Lab lab) {
    MediaPeer browser = lab.browser(ALICE);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    RtpPhone phone = lab.phone();
    RtpPhone screen = lab.phone();
    wic.sends(invite(FAR).sdp(offer(browser)));
    Sdp atCore = core.receives(invite()).nowhere(Descriptions.WEBRTC_WORDS).sdp();
    try (DatagramSocket control = socket()) {
      core.answers(
          ok().sdp(
                  Descriptions.coreVideoAnswer(phone.port(), screen.port(), atCore)
                      + "a=rtcp:"
                      + control.getLocalPort()
                      + "\r\na=extmap:7 urn:3gpp:video-orientation\r\n"));
      Sdp answer = wic.receives(200).sdp();
      wic.sends(ack());
      core.receives(ack());

      Sdp.Media offered = atCore.media().get(1);
      assertThat(offered.protocol()).isEqualTo("RTP/AVPF");
      assertThat(offered.port()).isNotEqualTo(atCore.audio().port()).isPositive();
      assertThat(offered.formats()).containsExactly("96");
      assertThat(offered.attributes("extmap")).containsExactly("3 urn:3gpp:video-orientation");
      assertThat(answer.media().get(1).attributes("extmap"))
          .containsExactly("3 urn:3gpp:video-orientation");
      assertThat(offered.attributes("rtcp-fb")).noneMatch(kind -> kind.contains("remb"));
      Sdp.Media answered = answer.media().get(1);
      assertThat(answer.sessionAttribute("group")).contains("BUNDLE 0 1");
      assertThat(answered.port()).isEqualTo(answer.audio().port());
      assertThat(answered.attributes("rtcp-fb"))
          .containsExactly("96 nack", "96 nack pli", "96 ccm fir");

      browser.joins(answer);
      phone.hears(speech(1), () -> browser.sends(PCMA, speech(1)));
      RtpPhone.Packet frame = screen.hears(speech(2), () -> browser.sends(VP8, speech(2)));
      assertThat(frame.payloadType()).isEqualTo(VP8);
      browser.isAskedForAPicture(
          frame.ssrc(), () -> send(control, fullIntraRequest(frame.ssrc()), rtcpPort(offered)));
    }
  }

  @Test
  @Covers({"H03", "H04"})
  void aPictureThatIsRefusedIsLeftOutOfTheGroup(Lab lab) {
    MediaPeer browser = lab.browser(ALICE);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    String bundleOnly =
        offer(browser)
            .replace("m=video 9", "m=video 0")
            .replace("a=mid:1", "a=mid:1\r\na=bundle-only");
    wic.sends(invite(FAR).sdp(bundleOnly));
    Sdp atCore = core.receives(invite()).sdp();
    core.answers(ok().sdp(Descriptions.coreAnswer(49_170, atCore)));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());

    assertThat(atCore.media()).extracting(Sdp.Media::kind).containsExactly("audio", "video");
    assertThat(answer.media().get(1).port()).isZero();
    assertThat(answer.sessionAttribute("group")).contains("BUNDLE 0");
  }

  @Test
  @Covers("H04")
  void outsideABundleAPictureIsRefused(Lab lab) {
    MediaPeer browser = lab.browser(ALICE);
    Wic wic = lab.registered(ALICE);
    ScriptedCore core = lab.core();
    wic.sends(
        invite(FAR)
            .sdp(
                offer(browser)
                    .replace("a=group:BUNDLE 0 1\r\n", "")
                    .replace("m=video 9", "m=video 0")
                    .replace("a=mid:1", "a=mid:1\r\na=bundle-only")));
    Sdp atCore = core.receives(invite()).sdp();
    core.answers(ok().sdp(Descriptions.coreAnswer(49_170, atCore)));
    Sdp answer = wic.receives(200).sdp();
    wic.sends(ack());
    core.receives(ack());

    assertThat(atCore.media()).hasSize(1);
    assertThat(answer.media().get(0).port()).isPositive();
    assertThat(answer.media().get(1).port()).isZero();
    assertThat(answer.sessionAttribute("group")).isEmpty();
  }

  private static DatagramSocket socket() {
    try {
      return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int rtcpPort(Sdp.Media media) {
    return Integer.parseInt(media.attribute("rtcp").orElseThrow().split(" ")[0]);
  }

  private static void send(DatagramSocket from, byte[] packet, int port) {
    try {
      from.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty report, then RFC 5104 §4.3.1. */
  private static byte[] fullIntraRequest(int ssrc) {
    ByteBuffer packet = ByteBuffer.allocate(28);
    packet.putInt(0x80C90001).putInt(0x7777);
    packet.putInt(0x84CE0004).putInt(0x7777).putInt(0).putInt(ssrc).putInt(1 << 24);
    return packet.array();
  }
}
