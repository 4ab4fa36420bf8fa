// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import ringway.acceptance.peers.PeerProcess;
import ringway.acceptance.peers.Program;
import ringway.acceptance.sip.Descriptions;
import ringway.acceptance.sip.Sdp;

/** Latching, silence, protection, address families and marks: TS 23.334 §5 and §8. */
@ExtendWith(FlowExtension.class)
class MediaGuardTest {
  private static final int SRTP_NULL_SHA1_80 = 5; // RFC 5764 §4.1.2

  @Test
  @Covers("I17")
  void withLatchingTheSenderOfTheFirstPacketIsThePhone(Lab lab) {
    lab.withMedia("rtp.source-filter", "latch");
    StandingCall call = answered(lab, lab.browser(ALICE));
    call.browser().joins(call.forBrowser());
    RtpPhone moved = lab.phone();

    Runnable movedTalks = () -> moved.sends(call.forPhone(), PCMA, speech(0x2A));
    Runnable aliceTalks = () -> call.browser().sends(PCMA, speech(0x55));
    call.browser().hears(speech(0x2A), movedTalks);
    moved.hears(speech(0x55), aliceTalks);
    call.phone().sends(call.forPhone(), PCMA, speech(4));

    awaitDropped(lab, "unknown-source", 1);
    moved.hears(speech(0x56), () -> call.browser().sends(PCMA, speech(0x56)));
  }

  @Test
  @Covers("I20")
  void aBrowserThatFallsSilentLosesItsCall(Lab lab) {
    lab.withMedia("inactivity-time", "1s");
    StandingCall call = joined(lab);

    lab.core().receives(bye()).matching("Reason", "SIP;cause=408;.*");
    lab.core().answers(200);
    call.wic().receives(bye());
    call.wic().answers(200);
    lab.mediaIsFree();
  }

  @Test
  @Covers("I10")
  void noMediaPassesUnencrypted(Lab lab) {
    StandingCall call = answered(lab, lab.browser(ALICE, SRTP_NULL_SHA1_80));

    assertThatThrownBy(() -> call.browser().joins(call.forBrowser())).isNotNull();

    await()
        .atMost(Patience.LIMIT)
        .until(
            () ->
                lab.mediaMetrics().sum("ringway_media_handshakes_total", "outcome=\"failed\"")
                    >= 1);
  }

  @Test
  @Covers("I27")
  void aBrowserOnIpv6SpeaksWithAPhoneOnIpv4(Lab lab) {
    assumeTrue(ipv6(), "this JVM or machine has no IPv6: run with -Dtest.ip=");
    lab.withMedia("webrtc.address", "::1");
    StandingCall call = answered(lab, lab.browser(ALICE));
    assertThat(MediaPeer.candidate(call.forBrowser()).getAddress().getHostAddress())
        .isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(call.forPhone().address(call.forPhone().audio())).isEqualTo("127.0.0.1");

    call.browser().joins(call.forBrowser());
    call.bothHear();
  }

  private static boolean ipv6() {
    try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      probe.bind(new InetSocketAddress("::1", 0));
      return true;
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  @Test
  @Covers("I21")
  void packetsBearTheMarkOfExpeditedForwarding(Lab lab) {
    assumeTrue(Program.PYTHON.find().isPresent(), Program.PYTHON.missing());
    Path log = PeerProcess.folder("dscp").resolve("python.log");
    try (PeerProcess receiver = PeerProcess.start(log, List.of("python3", "-u", "-c", RECEIVER))) {
      int port = Integer.parseInt(told(receiver, "port (\\d+)", () -> {}));
      MediaPeer browser = lab.browser(ALICE);
      Wic wic = lab.registered(ALICE);
      ScriptedCore core = lab.core();
      wic.sends(invite("tel:+15550199").sdp(Descriptions.browserOffer(browser.described())));
      Received invite = core.receives(invite());
      core.answers(ok().sdp(Descriptions.coreAnswer(port, invite.sdp())));
      Sdp answer = wic.receives(200).sdp();
      wic.sends(ack());
      core.receives(ack());
      browser.joins(answer);

      // What comes before the gateway has its keys too is lost.
      String mark = told(receiver, "tos (\\d+)", () -> browser.sends(PCMA, speech(1)));
      assertThat(mark).isEqualTo(Integer.toString(46 << 2));
    }
  }

  /** Says where it listens, then the type-of-service octet of the first packet. */
  private static final String RECEIVER =
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.setsockopt(socket.IPPROTO_IP, socket.IP_RECVTOS, 1)
      s.bind(('127.0.0.1', 0))
      print('port', s.getsockname()[1], '.')
      print('tos', s.recvmsg(2048, 256)[1][0][2][0], '.')
      """;

  /** What it has said, after as many turns of ours as that takes. */
  private static String told(PeerProcess receiver, String words, Runnable turn) {
    Pattern wanted = Pattern.compile(words + " \\.");
    return await()
        .atMost(Patience.LIMIT)
        .until(
            () -> {
              turn.run();
              return find(receiver, wanted);
            },
            Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<String> find(PeerProcess receiver, Pattern wanted) {
    Matcher matcher = wanted.matcher(receiver.log());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
