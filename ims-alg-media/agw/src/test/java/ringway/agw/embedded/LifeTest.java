// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.Reserve;
import ringway.iq.Reserved;

/** Contexts from reservation to release, and what brings them to an end. */
class LifeTest {
  private final Bench.Settings settings = new Bench.Settings();
  private Bench bench;

  @TempDir private Path folder;

  @BeforeEach
  void open() {
    bench = new Bench(settings);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void reopen() {
    bench.close();
    bench = new Bench(settings);
  }

  private static void assertRefused(MediaFailure.Kind kind, Runnable command) {
    assertThatThrownBy(command::run)
        .isInstanceOfSatisfying(
            MediaFailure.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  private static Reserve audio(String context, String... streams) {
    return new Reserve(
        context, List.of(streams).stream().map(id -> new Reserve.Stream(id, "audio")).toList());
  }

  @Test
  void aReservationNamesEvenAndOddPortsAndOneCandidate() {
    Reserved.Stream stream = bench.reserve("call");
    assertThat(stream.rtp().port() % 2).isZero();
    assertThat(stream.rtp().rtcpPort()).isEqualTo(stream.rtp().port() + 1);
    assertThat(stream.webrtc().candidates())
        .containsExactly(new Reserved.Candidate("127.0.0.1", bench.webRtcPort()));
    assertThat(stream.webrtc().fingerprint().value()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(stream.webrtc().ufrag()).matches("[A-Za-z0-9+/]{4,256}");
    assertThat(stream.webrtc().pwd()).matches("[A-Za-z0-9+/]{22,256}");
  }

  @Test
  void reservingAgainReturnsTheSame() {
    assertThat(bench.engine.reserve(audio("call", "0", "1")))
        .isEqualTo(bench.engine.reserve(audio("call", "0", "1")));
    assertRefused(
        MediaFailure.Kind.BAD_COMMAND, () -> bench.engine.reserve(audio("call", "0", "2")));
  }

  @Test
  void nonsenseIsRefusedAndLeavesNothingBehind() {
    assertRefused(MediaFailure.Kind.BAD_COMMAND, () -> bench.engine.reserve(audio("a")));
    assertRefused(MediaFailure.Kind.BAD_COMMAND, () -> bench.engine.reserve(audio("a", "0", "0")));
    assertRefused(
        MediaFailure.Kind.BAD_COMMAND,
        () -> bench.engine.reserve(audio("a", "0", "1", "2", "3", "4", "5", "6", "7", "8")));
    assertThat(bench.engine.audit().contexts()).isEmpty();
  }

  @Test
  void commandsThatContradictTheContractAreRefused() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.reserve("call");
      Configure good = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
      assertRefused(
          MediaFailure.Kind.UNKNOWN_CONTEXT,
          () -> bench.engine.configure(bench.command("none", peer, Configure.DtlsRole.PASSIVE)));
      for (Configure bad :
          List.of(
              changed(good, "7", good.webrtc(), good.rtp(), 0),
              changed(good, "0", good.webrtc(), good.rtp(), 128),
              changed(good, "0", good.webrtc(), rtp("core.example", 4000), 0),
              changed(good, "0", good.webrtc(), rtp("::1", 4000), 0),
              changed(good, "0", good.webrtc(), rtp("127.0.0.1", 70000), 0),
              changed(good, "0", sha1(good), good.rtp(), 0))) {
        assertRefused(MediaFailure.Kind.BAD_COMMAND, () -> bench.engine.configure(bad));
      }
    }
  }

  private static Configure changed(
      Configure good,
      String stream,
      Optional<Configure.WebRtcRemote> webrtc,
      Optional<Configure.RtpRemote> rtp,
      int payloadType) {
    return new Configure(
        good.context(),
        stream,
        webrtc,
        rtp,
        good.gate(),
        List.of(Codec.of(payloadType, "PCMU", 8000)),
        List.of());
  }

  private static Optional<Configure.RtpRemote> rtp(String address, int port) {
    return Optional.of(new Configure.RtpRemote(address, port, 0));
  }

  private static Optional<Configure.WebRtcRemote> sha1(Configure good) {
    Configure.WebRtcRemote remote = good.webrtc().orElseThrow();
    return Optional.of(
        new Configure.WebRtcRemote(
            remote.ufrag(),
            remote.pwd(),
            List.of(new Fingerprint("sha-1", "AB")),
            remote.localRole()));
  }

  @Test
  void anUnspecifiedAddressStopsSendingAsOldHoldDoes() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("call", peer);
      Configure good = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
      bench.engine.configure(changed(good, "0", Optional.empty(), rtp("0.0.0.0", 4000), 0));
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, 1));
      await().until(() -> bench.dropped(Drop.NO_DESTINATION) == 1);
    }
  }

  @Test
  void withoutPortsAReservationFailsAndAReleaseFreesThemAtOnce() throws IOException {
    settings.firstPort = freePair();
    settings.lastPort = settings.firstPort + 1;
    reopen();
    Reserved.Stream first = bench.reserve("first");
    assertThat(first.rtp().port()).isEqualTo(settings.firstPort);
    assertRefused(MediaFailure.Kind.NO_RESOURCES, () -> bench.reserve("second"));

    bench.engine.release("first");

    assertThat(bench.reserve("second").rtp()).isEqualTo(first.rtp());
    bench.engine.release("second");
    try (DatagramSocket other =
        new DatagramSocket(first.rtp().port(), InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
    }
  }

  @Test
  void aContextIsReservedWholeOrNotAtAll() throws IOException {
    settings.firstPort = freePair();
    settings.lastPort = settings.firstPort + 1;
    reopen();
    assertRefused(
        MediaFailure.Kind.NO_RESOURCES, () -> bench.engine.reserve(audio("call", "0", "1")));
    assertThat(bench.reserve("other").rtp().port()).isEqualTo(settings.firstPort);
  }

  private static int freePair() throws IOException {
    // From anywhere: another run of the tests may be looking, too.
    int first = 20_000 + 2 * ThreadLocalRandom.current().nextInt(4_000);
    for (int port = first; port < 31_000; port += 2) {
      try (DatagramSocket even = new DatagramSocket(port, InetAddress.getLoopbackAddress());
          DatagramSocket odd = new DatagramSocket(port + 1, InetAddress.getLoopbackAddress())) {
        return even.getLocalPort() + odd.getLocalPort() - port - 1;
      } catch (IOException _) {
        // taken
      }
    }
    throw new IOException("no free pair of ports");
  }

  @Test
  void noMoreContextsAreMadeThanAllowed() {
    settings.maxContexts = 2;
    reopen();
    bench.reserve("a");
    bench.reserve("b");
    assertRefused(MediaFailure.Kind.NO_RESOURCES, () -> bench.reserve("c"));
    bench.engine.release("a");
    bench.reserve("c");
  }

  @Test
  void releaseEndsTheBrowsersAssociationAndForgetsItsAddress() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("call", peer);
      bench.engine.release("call");
      bench.engine.release("call");
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, 1));
      await().until(() -> bench.dropped(Drop.UNKNOWN_SOURCE) >= 1);
      assertThat(peer.awaitRemoteClose(Bench.SOON)).isTrue();
      assertThat(bench.engine.audit().contexts()).isEmpty();
    }
  }

  @Test
  void manyCallsLeaveNothingBehind() throws IOException {
    boolean dumpWasUseful = false;
    for (int call = 0; call < 50; call++) {
      String context = "call-" + call;
      try (WebRtcPeer peer = WebRtcPeer.create()) {
        bench.call(context, peer);
        dumpWasUseful |= call == 0 && threadDump().contains("dtls-call-");
        bench.engine.release(context);
      }
    }
    assertThat(dumpWasUseful).as("the dump shows handshake threads at all").isTrue();
    assertThat(bench.meters.get("ringway.media.contexts").gauge().value()).isZero();
    assertThat(bench.meters.get("ringway.media.addresses").gauge().value()).isZero();
    assertThat(bench.meters.get("ringway.media.handshakes.running").gauge().value()).isZero();
    await().until(() -> !threadDump().contains("dtls-call-"));
  }

  /** With the virtual threads, which Java's other lists of threads leave out. */
  private String threadDump() throws IOException {
    Path file = folder.resolve(UUID.randomUUID() + ".json");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
    return Files.readString(file);
  }

  @Test
  void aSilentBrowserIsReportedOnceUntilItSpeaksAgain() {
    settings.inactivity = Duration.ofSeconds(2);
    reopen();
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("call", peer);
      assertThat(bench.awaitEvent(IqEvent.MediaInactive.class).context()).isEqualTo("call");
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, 1));
      assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
      assertThat(bench.awaitEvent(IqEvent.MediaInactive.class).context()).isEqualTo("call");
    }
  }

  @Test
  void aBrowserThatStopsItsChecksIsNoLongerSentTo() {
    settings.consent = Duration.ofSeconds(3);
    reopen();
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      bench.awaitEvent(IqEvent.MediaInactive.class);
      bench.phone.send(Rtp.packet(Rtp.PCMA, 1, 2), local.rtp().port());
      await().until(() -> bench.dropped(Drop.NO_DESTINATION) == 1);

      peer.check(false);
      byte[] packet = Rtp.packet(Rtp.PCMA, 2, 2);
      bench.phone.send(packet, local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).contains(packet);
    }
  }

  @Test
  void aClosedEngineIsNotAvailable() {
    assertThat(bench.engine.available()).isTrue();
    bench.engine.close();
    assertThat(bench.engine.available()).isFalse();
    assertRefused(MediaFailure.Kind.UNREACHABLE, () -> bench.reserve("late"));
  }
}
