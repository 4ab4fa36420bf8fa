// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.WebRtcConfig;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;
import ringway.iq.SideReport;

/** A browser without rtcp-mux: RTCP has the second component (RFC 8445 §4, RFC 5764 §4.2). */
class SeparateRtcpTest {
  private static final int CORE = 0x3333;

  private final Bench.Settings settings = new Bench.Settings();
  private final WebRtcPeer peer = WebRtcPeer.create();
  private Bench bench;
  private int sequence = 1;

  @BeforeEach
  void open() {
    settings.reports = Duration.ofMillis(300);
    bench = new Bench(settings);
  }

  @AfterEach
  void close() {
    peer.close();
    bench.close();
  }

  /** With the first component up. */
  private Reserved.Stream call(Configure.DtlsRole role) {
    Reserved.Stream local = bench.reserve("call");
    bench.engine.configure(bench.commandWithoutMux("call", peer, role));
    bench.connect(peer, local, role == Configure.DtlsRole.PASSIVE);
    bench.awaitEvent(IqEvent.DtlsUp.class);
    return local;
  }

  private void assertSpeechPasses(Reserved.Stream local) {
    for (int end = sequence + 5; sequence < end; sequence++) {
      peer.sendRtp(Rtp.packet(Rtp.PCMA, sequence, (int) Rtp.SSRC));
      assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
      bench.phone.send(Rtp.packet(Rtp.PCMA, sequence, CORE), local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(Configure.DtlsRole.class)
  void reportsHaveAPortAndKeysOfTheirOwn(Configure.DtlsRole role) {
    Reserved.Stream local = call(role);
    assertThat(local.webrtc().rtcpCandidates())
        .hasSameSizeAs(local.webrtc().candidates())
        .doesNotContainAnyElementsOf(local.webrtc().candidates());
    assertSpeechPasses(local);

    try (WebRtcPeer rtcp = peer.second(true)) {
      bench.connect(
          rtcp, local, local.webrtc().rtcpCandidates(), role == Configure.DtlsRole.PASSIVE);
      ByteBuffer report = ByteBuffer.wrap(rtcp.awaitRtcp(Bench.SOON).orElseThrow());
      assertThat(report.get(1) & 0xff).isBetween(200, 201);
      assertSpeechPasses(local);

      await()
          .until(
              () -> {
                rtcp.sendRtp(Rtp.receiverReport(CORE, 3)); // until it is secure here too
                return bench.audit("call").access().peer();
              },
              peers -> peers.map(SideReport.Peer::lost).equals(Optional.of(3L)));
    }
    assertThat(peer.awaitRtcp(Duration.ZERO)).as("RTCP on the port of RTP").isEmpty();
  }

  @Test
  void aSecondComponentWithAnotherCertificateIsNotHeardAndTheCallGoesOn() {
    Reserved.Stream local = call(Configure.DtlsRole.PASSIVE);
    try (WebRtcPeer forged = peer.second(false)) {
      assertThatThrownBy(() -> bench.connect(forged, local, local.webrtc().rtcpCandidates(), true))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("bad_certificate");
    }
    assertSpeechPasses(local);
    assertThat(bench.audit("call").dtls()).isEqualTo("up");
  }

  @Test
  void theSecondPortTakesNothingButControl() {
    Reserved.Stream local = call(Configure.DtlsRole.PASSIVE);
    try (WebRtcPeer rtcp = peer.second(true)) {
      bench.connect(rtcp, local, local.webrtc().rtcpCandidates(), true);
      AtomicInteger sequence = new AtomicInteger();
      await()
          .until(
              () -> {
                int next = sequence.incrementAndGet(); // until it is secure here too
                rtcp.sendRtp(Rtp.packet(Rtp.PCMA, next, (int) Rtp.SSRC));
                return bench.dropped(Drop.UNKNOWN_PROTOCOL) > 0;
              });
    }
  }

  @Test
  void aBrowserWithMuxIsHeardOnOnePortAsBefore() {
    Reserved.Stream local = bench.call("call", peer);
    assertSpeechPasses(local);
    assertThat(peer.awaitRtcp(Bench.SOON)).isPresent();
  }

  @Test
  void bothPortsAreFreeAgainAfterTheCall() {
    Reserved.Stream local = call(Configure.DtlsRole.PASSIVE);
    try (WebRtcPeer rtcp = peer.second(true)) {
      bench.connect(rtcp, local, local.webrtc().rtcpCandidates(), true);
      assertThat(bench.meters.get("ringway.media.addresses").gauge().value()).isEqualTo(2);
      bench.engine.release("call");
      assertThat(bench.meters.get("ringway.media.addresses").gauge().value()).isZero();
      assertThat(rtcp.awaitRemoteClose(Bench.SOON)).isTrue();
    }
  }

  @Test
  void withoutASecondPortSuchABrowserIsRefused() {
    bench.close();
    settings.rtcp = new WebRtcConfig.Rtcp(false, Optional.empty());
    bench = new Bench(settings);
    assertThat(bench.reserve("call").webrtc().rtcpCandidates()).isEmpty();
    assertThatThrownBy(
            () ->
                bench.engine.configure(
                    bench.commandWithoutMux("call", peer, Configure.DtlsRole.PASSIVE)))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("rtcp-mux");
  }

  @Test
  void theSecondPortFollowsTheFirstUnlessToldOtherwise() {
    assertThat(config(40_000, Optional.empty()).rtcpPort()).contains(40_001);
    assertThat(config(40_000, Optional.of(50_000)).rtcpPort()).contains(50_000);
    assertThat(config(0, Optional.empty()).rtcpPort()).contains(0);
    assertThatThrownBy(() -> config(40_000, Optional.of(40_000)))
        .hasMessageContaining("webrtc.rtcp.port");
    assertThatThrownBy(() -> config(65_535, Optional.empty()))
        .hasMessageContaining("webrtc.rtcp.port");
  }

  private WebRtcConfig config(int port, Optional<Integer> rtcp) {
    WebRtcConfig some = settings.config().webrtc();
    return new WebRtcConfig(
        some.address(),
        port,
        some.advertised(),
        some.maxHandshakes(),
        some.handshakeTime(),
        some.consentTime(),
        some.srtpProfiles(),
        some.tcp(),
        new WebRtcConfig.Rtcp(true, rtcp));
  }
}
