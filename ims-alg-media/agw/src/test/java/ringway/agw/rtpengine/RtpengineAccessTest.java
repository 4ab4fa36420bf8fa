// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.agw.embedded.Bench;
import ringway.agw.engine.EngineKind;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.RtpengineServer;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

/** What becomes of calls when an rtpengine comes and goes. */
class RtpengineAccessTest {
  private final Bench.Settings settings = new Bench.Settings();
  private RtpengineServer server;

  @BeforeEach
  void start() {
    Assumptions.assumeTrue(
        RtpengineServer.program().isPresent(),
        "rtpengine is not installed: apt-get install rtpengine-daemon");
    server = RtpengineServer.start();
    settings.engine = EngineKind.RTPENGINE;
    settings.rtpengines = List.of(server.udp());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private String calls() {
    return server.ask("{\"command\":\"list\"}").orElseThrow();
  }

  @Test
  void aCallGoesOverAWebSocketToo() {
    settings.rtpengines = List.of(server.webSocket());
    try (Bench bench = new Bench(settings);
        WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("call", peer);
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, 1));
      assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
      assertThat(calls()).contains("test/call-0");
      bench.engine.release("call");
      assertThat(calls()).contains("[]");
    }
  }

  @Test
  void whatIsLeftOverIsDeletedAtTheStartAndCallsOfOthersAreNot() {
    Bench before = new Bench(settings);
    before.reserve("left");
    String offer = "{\"command\":\"offer\",\"call-id\":\"%s\",\"from-tag\":\"a\",\"sdp\":\"%s\"}";
    String sdp = NgSdp.plain(InetAddress.getLoopbackAddress(), 4000, 4001);
    server.ask(offer.formatted("others/call", sdp.replace("\r\n", "\\r\\n")));
    assertThat(calls()).contains("test/left-0").contains("others/call");

    try (Bench after = new Bench(settings)) {
      assertThat(after.engine.available()).isTrue();
      assertThat(calls()).doesNotContain("test/left-0").contains("others/call");
    }
    before.close();
  }

  @Test
  void callsOfAnRtpengineThatDiesEndAndItIsTakenAgainWhenItIsBack() {
    settings.requestTime = Duration.ofMillis(200);
    try (Bench bench = new Bench(settings)) {
      bench.reserve("call");
      server.close();
      IqEvent.ContextLost lost = bench.awaitEvent(IqEvent.ContextLost.class);
      assertThat(lost.context()).isEqualTo("call");
      assertThat(lost.reason()).contains("does not answer");
      assertThat(bench.engine.audit().contexts()).isEmpty();
      assertThat(bench.engine.hindrance()).contains("no rtpengine answers");
      assertThatThrownBy(() -> bench.reserve("next"))
          .isInstanceOfSatisfying(
              MediaFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.UNREACHABLE));

      server = RtpengineServer.startAt(server.ngPort());
      await().until(bench.engine::available);
      bench.reserve("next");
    }
  }

  @Test
  void callsThatAnRtpengineHasForgottenEnd() {
    try (Bench bench = new Bench(settings)) {
      bench.reserve("call");
      server.close();
      server = RtpengineServer.startAt(server.ngPort()); // before its silence is noticed
      assertThat(bench.awaitEvent(IqEvent.ContextLost.class).reason())
          .contains("no longer has the call");
      assertThat(bench.engine.available()).isTrue();
    }
  }

  @Test
  void callsAreSpreadOverThoseThatAnswer() {
    URI nobody = URI.create("udp://127.0.0.1:9");
    settings.requestTime = Duration.ofMillis(500);
    try (RtpengineServer other = RtpengineServer.start()) {
      settings.rtpengines = List.of(nobody, server.udp(), other.udp());
      try (Bench bench = new Bench(settings)) {
        assertThat(bench.meters.get("ringway.media.engines.up").gauge().value()).isEqualTo(2);
        List.of("a", "b", "c", "d").forEach(bench::reserve);
        assertThat(calls().split("test/", -1)).hasSize(3);
        assertThat(other.ask("{\"command\":\"list\"}").orElseThrow().split("test/", -1)).hasSize(3);
      }
    }
  }

  @Test
  void anotherCertificateOfTheBrowserIsAnotherHandshake() {
    try (Bench bench = new Bench(settings);
        WebRtcPeer before = WebRtcPeer.create();
        WebRtcPeer after = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", before);
      bench.engine.configure(bench.command("call", after, Configure.DtlsRole.PASSIVE));
      bench.connect(after, local, true);
      bench.awaitEvent(IqEvent.DtlsUp.class);
      after.sendRtp(Rtp.packet(Rtp.PCMA, 1, 1));
      assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
    }
  }
}
