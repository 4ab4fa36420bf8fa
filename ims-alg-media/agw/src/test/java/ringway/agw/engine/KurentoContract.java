// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.embedded.Bench;
import ringway.agw.peer.Rtp;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;
import ringway.iq.Side;
import ringway.iq.SideReport;

/** Where Kurento differs from what the others do. */
abstract class KurentoContract extends EngineContract {
  /** Kurento has no telephone-event: digits of the browser come over Iq alone. */
  @Test
  @Override
  void digitsPassBothWaysAndAreTold() {
    Reserved.Stream local = call();
    assertThat(bench.reserved("call").telephoneEvent()).isFalse();
    assertThat(bench.reserved("call").headerExtensions()).as("they end with it too").isFalse();
    talk.assertHeardByBrowser(bench.phone);
    bench.phone.send(Rtp.digit(101, 1, 11), local.rtp().port());
    assertThat(bench.awaitEvent(IqEvent.Dtmf.class))
        .isEqualTo(new IqEvent.Dtmf("call", "0", Side.CORE, "#", 100));
    assertThat(peer.awaitRtp(Bench.SHORT)).isEmpty();
    talk.assertHeardByBrowser(bench.phone); // which an event that reached it would have ended
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  @Override
  void digitsAreSentOnOrder(Side towards) {
    if (towards == Side.CORE) {
      super.digitsAreSentOnOrder(towards);
      return;
    }
    call();
    assertThatThrownBy(() -> bench.engine.sendDtmf(SendDtmf.of("call", "0", towards, "5")))
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.BAD_COMMAND));
  }

  /** What the browser reports stays with Kurento. */
  @Test
  @Override
  void bothSidesGetReportsAndTheirsAreTold() {
    Reserved.Stream local = call();
    byte[] atPhone = talk.sayToPhone(bench.phone).getLast();
    talk.sayToBrowser(bench.phone);
    assertThat(bench.phone.awaitRtcp(Bench.SOON)).isPresent();
    assertThat(peer.awaitRtcp(Bench.SOON)).isPresent();

    bench.phone.sendRtcp(Rtp.receiverReport(ssrc(atPhone), 3), local.rtp().rtcpPort());
    await().until(() -> lost(bench.audit("call").core()) == 3);
    SideReport access = bench.engine.release("call").streams().getFirst().access();
    assertThat(access.codec()).contains("PCMA");
    assertCountOf(access.received());
    assertCountOf(access.sent());
    assertThat(access.lost()).isZero();
    assertThat(access.peer()).isEmpty();
  }

  /** The first packets of a source are its probation, and pass later or not at all. */
  private static void assertCountOf(SideReport.Counters counters) {
    assertThat(counters.packets()).isGreaterThanOrEqualTo(Conversation.PACKETS);
  }

  @Test
  void theBrowserIsToldNothingOfARelease() {
    call();
    talk.assertHeardByBrowser(bench.phone);
    bench.engine.release("call");
    assertThat(peer.awaitRemoteClose(Bench.SHORT)).as("close_notify").isFalse();
  }

  /** Another endpoint, with another certificate, so that the browser does a handshake anew. */
  @Test
  @Override
  void iceBeginsAnewUnderTheSameAssociation() {
    Reserved.Stream before = call();
    talk.assertHeardByPhone(bench.phone);
    Reserved.WebRtcLocal after = bench.engine.restartIce("call", "0");
    assertThat(after.ufrag()).isNotEqualTo(before.webrtc().ufrag());
    assertThat(after.fingerprint()).isNotEqualTo(before.webrtc().fingerprint());
    talk.assertHeardByPhone(bench.phone); // until the browser has answered
    peer.restartIce();
    bench.engine.configure(command(Configure.DtlsRole.PASSIVE));
    bench.connect(peer, new Reserved.Stream("0", after, before.rtp()), true);
    bench.awaitEvent(IqEvent.DtlsUp.class);
    talk.assertHeardByPhone(bench.phone);
    talk.assertHeardByBrowser(bench.phone);
  }

  /** Kurento has one component. */
  @ParameterizedTest
  @EnumSource(Configure.DtlsRole.class)
  @Override
  void aBrowserWithoutMuxHasItsReportsOnASecondComponent(Configure.DtlsRole role) {
    assertThat(bench.reserve("call").webrtc().rtcpCandidates()).isEmpty();
    assertThatThrownBy(() -> bench.engine.configure(bench.commandWithoutMux("call", peer, role)))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("rtcp-mux");
  }

  @Test
  void aBrowserWithoutAFormatOfKurentoIsRefused() {
    bench.reserve("call");
    Configure plain = command(Configure.DtlsRole.PASSIVE);
    Configure told =
        new Configure(
            "call",
            "0",
            plain.webrtc(),
            plain.rtp(),
            plain.gate(),
            List.of(Codec.of(9, "G722", 8000)),
            List.of(PCMA));
    assertThatThrownBy(() -> bench.engine.configure(told))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("G722");
  }
}
