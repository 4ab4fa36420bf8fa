// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.agw.embedded.Bench;
import ringway.agw.engine.EngineKind;
import ringway.agw.fakekms.FakeKms;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

/** What becomes of calls when a Kurento comes, goes and errs. */
class KurentoAccessTest {
  private static final Codec PCMA = Codec.of(Rtp.PCMA, "PCMA", 8000);
  private static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "minptime=10;useinbandfec=1");

  private final Bench.Settings settings = new Bench.Settings();
  private final WebRtcPeer peer = WebRtcPeer.create();
  private int sequence = 1;
  private FakeKms kms;

  @BeforeEach
  void start() {
    kms = FakeKms.start();
    settings.engine = EngineKind.KURENTO;
    settings.kurentos = List.of(kms.uri());
  }

  @AfterEach
  void stop() {
    peer.close();
    kms.close();
  }

  private static Configure with(Configure plain, List<Codec> access) {
    return new Configure(
        plain.context(),
        plain.stream(),
        plain.webrtc(),
        plain.rtp(),
        plain.gate(),
        access,
        List.of(PCMA));
  }

  private Configure command(Bench bench, Codec browsers) {
    return with(bench.command("call", peer, Configure.DtlsRole.PASSIVE), List.of(browsers));
  }

  private Reserved.Stream call(Bench bench) {
    Reserved.Stream local = bench.reserve("call");
    bench.engine.configure(command(bench, PCMA));
    bench.connect(peer, local, true);
    bench.awaitEvent(IqEvent.DtlsUp.class);
    return local;
  }

  /** More than one packet each way, as the first of a source are a probation. */
  private void assertMediaPasses(Bench bench, Reserved.Stream local) {
    await()
        .until(
            () -> {
              peer.sendRtp(Rtp.packet(Rtp.PCMA, sequence++, (int) Rtp.SSRC));
              return bench.phone.awaitRtp(Bench.SHORT).isPresent();
            });
    await()
        .until(
            () -> {
              bench.phone.send(Rtp.packet(Rtp.PCMA, sequence++, 7), local.rtp().port());
              return peer.awaitRtp(Bench.SHORT).isPresent();
            });
  }

  @Test
  void holdForksAndMovesNeverReachKurento() {
    try (Bench bench = new Bench(settings)) {
      call(bench);
      List<String> before = heardButPings();
      Configure told = command(bench, PCMA);
      bench.engine.configure(Bench.withGate(told, Configure.Gate.CLOSED));
      bench.engine.configure(
          new Configure(
              "call",
              "0",
              told.webrtc(),
              Optional.of(new Configure.RtpRemote("127.0.0.1", 4000, 4001)),
              Configure.Gate.OPEN,
              told.access(),
              List.of(Codec.of(0, "PCMU", 8000))));
      assertThat(heardButPings()).isEqualTo(before);
    }
  }

  private List<String> heardButPings() {
    return kms.log().stream().filter(name -> !name.equals("ping")).toList();
  }

  @Test
  void aLostConnectionIsTakenUpAgainAndItsEventsAreMadeUpFor() {
    settings.requestTime = Bench.SOON; // it is away for a handshake on a slow machine
    try (Bench bench = new Bench(settings)) {
      Reserved.Stream local = bench.reserve("call");
      bench.engine.configure(command(bench, PCMA));
      kms.hold("connect"); // so that what happens meanwhile is told to nobody
      kms.hangUp();
      bench.connect(peer, local, true);
      kms.letGo();
      bench.awaitEvent(IqEvent.DtlsUp.class);
      assertMediaPasses(bench, local);
      bench.engine.release("call"); // under a number of its own, or the answer is an earlier one
      assertThat(kms.objects()).isEmpty();
      assertThat(kms.count("connect")).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void probesGoOnAfterAReconnect() {
    settings.probe = Duration.ofSeconds(1);
    try (Bench bench = new Bench(settings)) {
      bench.reserve("call");
      kms.hangUp();
      await().until(() -> kms.count("connect") >= 2);
      long probes = kms.count("ping");
      await().until(() -> kms.count("ping") > probes + 2);
      assertThat(bench.engine.audit().contexts()).hasSize(1);
    }
  }

  @Test
  void callsOfAKurentoThatHasRestartedEndAndItIsUsedAgain() {
    try (Bench bench = new Bench(settings)) {
      bench.reserve("call");
      kms.restart();
      IqEvent.ContextLost lost = bench.awaitEvent(IqEvent.ContextLost.class);
      assertThat(lost.context()).isEqualTo("call");
      // On a slow machine it has been away for three probes by then.
      assertThat(lost.reason()).containsAnyOf("has restarted", "does not answer");
      await().until(() -> bench.engine.audit().contexts().isEmpty());
      bench.reserve("next");
      assertThat(kms.pipelines()).hasSize(1);
    }
  }

  @Test
  void callsThatAKurentoHasForgottenEnd() {
    try (Bench bench = new Bench(settings)) {
      bench.reserve("call");
      kms.forgetPipelines();
      assertThatThrownBy(() -> bench.engine.configure(command(bench, PCMA)))
          .isInstanceOf(MediaFailure.class)
          .hasMessageContaining("40101");
      assertThat(bench.awaitEvent(IqEvent.ContextLost.class).reason())
          .contains("no longer has the call");
    }
  }

  @Test
  void callsOfAKurentoThatIsSilentEndAndAreReleasedWhenItIsBack() {
    settings.requestTime = Duration.ofSeconds(2);
    try (Bench bench = new Bench(settings)) {
      await().until(bench.engine::available);
      bench.reserve("call");
      kms.silent = true;
      assertThat(bench.awaitEvent(IqEvent.ContextLost.class).reason()).contains("does not answer");
      await().until(() -> bench.engine.hindrance().isPresent());
      assertThatThrownBy(() -> bench.reserve("next"))
          .isInstanceOfSatisfying(
              MediaFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.UNREACHABLE))
          .hasMessageContaining("no kurento answers");
      kms.silent = false;
      await().until(bench.engine::available);
      await().until(() -> kms.objects().isEmpty());
    }
  }

  @Test
  void nobodyThereIsSaidAndWhoComesLaterIsUsed() {
    URI uri = kms.uri();
    kms.close();
    try (Bench bench = new Bench(settings)) {
      assertThat(bench.engine.hindrance()).contains("no kurento answers");
      kms = FakeKms.startAt(uri.getPort());
      await().until(bench.engine::available);
      bench.reserve("call");
    }
  }

  @Test
  void whatIsLeftOverIsReleasedAtTheStartAndPipelinesOfOthersAreNot() {
    String left = kms.strangersPipeline("ringway", "test/of-before");
    String others = kms.strangersPipeline("ringway", "other/of-now");
    String untagged = kms.strangersPipeline("app", "test/x");
    try (Bench bench = new Bench(settings)) {
      await().until(bench.engine::available);
      assertThat(kms.pipelines()).contains(others, untagged).doesNotContain(left);
    }
  }

  @Test
  void aClosedMediaFunctionLeavesNothingBehind() {
    try (Bench bench = new Bench(settings)) {
      call(bench);
      assertThat(kms.objects()).hasSize(3);
    }
    await().until(() -> kms.objects().isEmpty());
  }

  @Test
  void callsAreSpreadOverThoseThatAnswerAndHaveRoom() {
    try (FakeKms other = FakeKms.start();
        FakeKms full = FakeKms.start()) {
      full.full = true;
      settings.kurentos =
          List.of(URI.create("ws://127.0.0.1:9/kurento"), full.uri(), kms.uri(), other.uri());
      try (Bench bench = new Bench(settings)) {
        await().until(() -> bench.meters.get("ringway.media.engines.up").gauge().value() == 3);
        List.of("a", "b", "c", "d").forEach(bench::reserve);
        assertThat(kms.pipelines()).hasSize(2);
        assertThat(other.pipelines()).hasSize(2);
        assertThat(full.pipelines()).isEmpty();
      }
    }
  }

  @Test
  void oneWithoutRoomIsNamedWhenThereIsNoOther() {
    kms.full = true;
    try (Bench bench = new Bench(settings)) {
      await().until(bench.engine::available);
      assertThatThrownBy(() -> bench.reserve("call"))
          .isInstanceOfSatisfying(
              MediaFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.NO_RESOURCES))
          .hasMessageContaining("Too many threads");
    }
  }

  @Test
  void aReserveThatFailsHalfwayLeavesNothingBehind() {
    settings.requestTime = Duration.ofSeconds(3);
    try (Bench bench = new Bench(settings)) {
      await().until(bench.engine::available);
      kms.hold("generateOffer");
      assertThatThrownBy(() -> bench.reserve("call"))
          .isInstanceOf(MediaFailure.class)
          .hasMessageContaining("no answer to invoke");
      kms.letGo();
      await().until(() -> kms.objects().isEmpty());
      await().until(bench.engine::available);
      bench.reserve("next");
    }
  }

  @Test
  void eventsInTheWrongOrderDoNoHarm() {
    kms.eventsDisordered = true;
    try (Bench bench = new Bench(settings)) {
      Reserved.Stream local = bench.reserve("call");
      assertThat(local.webrtc().candidates()).isNotEmpty();
      bench.engine.configure(command(bench, PCMA));
      bench.connect(peer, local, true);
      assertThat(bench.awaitEvent(IqEvent.IceConnected.class).remote())
          .isEqualTo("127.0.0.1:" + peer.localAddress().getPort());
      bench.awaitEvent(IqEvent.DtlsUp.class);
      assertThat(bench.audit("call").dtls()).isEqualTo("up");
      assertMediaPasses(bench, local);
    }
  }

  @Test
  void gatheringThatNeverEndsIsNotWaitedForLong() {
    settings.requestTime = Duration.ofSeconds(3);
    kms.neverDoneGathering = true;
    try (Bench bench = new Bench(settings)) {
      await().until(bench.engine::available);
      assertThat(bench.reserve("call").webrtc().candidates()).isNotEmpty();
    }
  }

  @Test
  void deadMediaInsideKurentoIsTold() {
    try (Bench bench = new Bench(settings)) {
      call(bench);
      kms.fail("_kurento.RtpEndpoint", "not-negotiated");
      assertThat(bench.awaitEvent(IqEvent.StreamFailed.class).reason()).contains("not-negotiated");
    }
  }

  @Test
  void aBrowserThatComesBackWithAnotherFormatIsTranscodedByKurento() {
    try (Bench bench = new Bench(settings)) {
      Reserved.Stream before = call(bench);
      assertMediaPasses(bench, before);
      Reserved.WebRtcLocal after = bench.engine.restartIce("call", "0");
      peer.restartIce();
      bench.engine.configure(command(bench, OPUS));
      bench.connect(peer, new Reserved.Stream("0", after, before.rtp()), true);
      bench.awaitEvent(IqEvent.DtlsUp.class);

      await()
          .until(
              () -> {
                bench.phone.send(Rtp.packet(Rtp.PCMA, sequence++, 7), before.rtp().port());
                return peer.awaitRtp(Bench.SHORT)
                    .filter(packet -> (packet[1] & 0x7f) == OPUS.payload())
                    .isPresent();
              });
      assertThat(kms.objects()).hasSize(3); // the endpoint of before is gone
    }
  }

  @Test
  void anotherFormatOrBrowserWithoutAnIceRestartIsRefused() {
    try (Bench bench = new Bench(settings);
        WebRtcPeer another = WebRtcPeer.create()) {
      call(bench);
      assertThatThrownBy(() -> bench.engine.configure(command(bench, OPUS)))
          .isInstanceOf(MediaFailure.class)
          .hasMessageContaining("ICE restart");
      Configure told = bench.command("call", another, Configure.DtlsRole.PASSIVE);
      assertThatThrownBy(() -> bench.engine.configure(with(told, List.of(PCMA))))
          .isInstanceOf(MediaFailure.class)
          .hasMessageContaining("ICE restart");
    }
  }
}
