// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.PlayOutConfig;
import ringway.agw.codec.RateRequest;
import ringway.agw.codec.Transcoder;
import ringway.agw.embedded.Bench;
import ringway.agw.embedded.EmbeddedAccess;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.srtp.SrtpProfile;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.Reserved;

/**
 * What is relayed, what is played and reports come from threads of their own: a browser can decrypt
 * each of them, and each is counted.
 */
class SendersTest {
  private static final Codec PCMU = Codec.of(0, "PCMU", 8000);
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  private static final long FRAME_NANOS = 20_000_000;
  private static final int ROUNDS = 40;
  private static final int PACKETS = 20; // fewer than are held by sockets, and by replay lists
  private static final PlayOutConfig HOLDS_ALL =
      new PlayOutConfig(Duration.ofMillis(20), Duration.ofMillis(500), Optional.empty());
  private static final int FIRST = 0x10000 - ROUNDS / 2 * PACKETS; // so that numbers begin anew

  private final WebRtcPeer peer = WebRtcPeer.create();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private Optional<EmbeddedAccess> access = Optional.empty();

  @AfterEach
  void close() {
    threads.shutdownNow();
    peer.close();
    access.ifPresent(EmbeddedAccess::close);
  }

  private AccessLeg leg(SrtpProfile profile) {
    Bench.Settings settings = new Bench.Settings();
    settings.profiles = List.of(profile);
    settings.reports = Duration.ofNanos(1); // one each time
    EmbeddedAccess opened =
        EmbeddedAccess.open(settings.config(), new MediaMeters(new SimpleMeterRegistry()));
    access = Optional.of(opened);
    AccessLeg leg = opened.open(new StreamName("call", "0"), new Stream());
    leg.carries(List.of(PCMA));
    leg.configure(
        new Configure.WebRtcRemote(
            peer.ufrag(),
            peer.pwd(),
            List.of(new Fingerprint("sha-256", peer.localFingerprint())),
            Configure.DtlsRole.PASSIVE,
            List.of()));
    Reserved.WebRtcLocal local = leg.local();
    Bench.checks(peer, local, local.candidates());
    peer.handshake(local.fingerprint().value(), true);
    await().until(() -> leg.dtlsState().equals("up"));
    return leg;
  }

  private static Packet packet(Packet scratch, Codec codec, int sequence, int source) {
    scratch.set(Rtp.packet(codec.payload(), sequence, source));
    return scratch;
  }

  private void atOnce(Runnable one, Runnable other) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    Future<?> first = threads.submit(() -> after(start, one));
    Future<?> second = threads.submit(() -> after(start, other));
    first.get();
    second.get();
  }

  private static Void after(CyclicBarrier start, Runnable step) throws Exception {
    start.await();
    step.run();
    return null;
  }

  private void requireHeard(int rtp, int rtcp) {
    Set<Long> heard = new HashSet<>();
    for (int i = 0; i < rtp; i++) {
      ByteBuffer packet = ByteBuffer.wrap(peer.awaitRtp(Bench.SOON).orElseThrow());
      heard.add((long) packet.getInt(8) << 16 | packet.getShort(2) & 0xffff);
    }
    for (int i = 0; i < rtcp; i++) {
      assertThat(peer.awaitRtcp(Bench.SOON)).isPresent();
    }
    assertThat(heard).hasSize(rtp);
    assertThat(peer.awaitRtp(Duration.ZERO)).isEmpty();
    assertThat(peer.awaitRtcp(Duration.ZERO)).isEmpty();
  }

  /** To the browser, as a stream has it. */
  private static final class ToAccess implements Transcoder.Output {
    private final AccessLeg leg;
    private final AtomicBoolean busy = new AtomicBoolean();

    ToAccess(AccessLeg leg) {
      this.leg = leg;
    }

    @Override
    public void send(Packet packet) {
      assertThat(busy.getAndSet(true)).as("somebody else sends").isFalse();
      assertThat(leg.send(packet)).isEmpty();
      busy.set(false);
    }

    @Override
    public void dropped(Drop reason) {
      throw new IllegalStateException("dropped: " + reason);
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void aStreamThatIsRelayedAndPlayed(SrtpProfile profile) throws Exception {
    AccessLeg leg = leg(profile);
    MediaPath path =
        new MediaPath(
            (_, _) -> {}, new ToAccess(leg), HOLDS_ALL, new RateRequest(), new RateRequest());
    path.formats(List.of(PCMA, PCMU), List.of(PCMA));
    Packet scratch = new Packet();
    int sequence = FIRST;
    long now = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int first = sequence;
      long begin = now;
      sequence += PACKETS;
      now += PACKETS * FRAME_NANOS;
      for (int i = 0; i < PACKETS; i++) {
        path.pass(packet(scratch, PCMU, first + i, 0x3333), begin);
      }
      atOnce(
          () -> {
            for (int i = 0; i < PACKETS; i++) {
              path.pass(packet(scratch, PCMA, first + i, 0x2222), begin);
              leg.tick(scratch, System.nanoTime());
            }
          },
          () -> {
            for (int i = 1; i <= PACKETS; i++) {
              path.play(begin + i * FRAME_NANOS);
            }
          });
      requireHeard(2 * PACKETS, PACKETS);
    }
    assertThat(leg.report().sent().packets()).isEqualTo(2 * ROUNDS * PACKETS);
  }

  /** Also when the core's sources have the same number. */
  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void twoStreamsOnOneTransport(SrtpProfile profile) throws Exception {
    AccessLeg sound = leg(profile);
    AccessLeg picture = sound.beside(new StreamName("call", "1"), new Stream());
    Packet scratch = new Packet();
    Packet other = new Packet();
    for (int round = 0; round < ROUNDS; round++) {
      int first = FIRST + 2 * PACKETS * round;
      atOnce(
          () -> {
            for (int i = 0; i < PACKETS; i++) {
              assertThat(sound.send(packet(scratch, PCMA, first + 2 * i, 1))).isEmpty();
            }
          },
          () -> {
            for (int i = 0; i < PACKETS; i++) {
              assertThat(picture.send(packet(other, PCMA, first + 2 * i + 1, 1))).isEmpty();
              picture.tick(other, System.nanoTime());
            }
          });
      requireHeard(2 * PACKETS, PACKETS);
    }
    assertThat(sound.report().sent().packets()).isEqualTo(ROUNDS * PACKETS);
    assertThat(picture.report().sent().packets()).isEqualTo(ROUNDS * PACKETS);
  }

  /** Nothing it is told matters. */
  private static final class Stream implements AccessLeg.Stream {
    @Override
    public void rtpFromAccess(Packet packet, long nowNanos) {}

    @Override
    public void heard(long nowNanos) {}

    @Override
    public void wanted(List<RtcpFeedback> feedback) {}

    @Override
    public void dropped(Drop reason) {
      throw new IllegalStateException("dropped: " + reason);
    }

    @Override
    public void iceConnected(String remote) {}

    @Override
    public void dtlsUp(String srtpProfile) {}

    @Override
    public void dtlsClosed() {}

    @Override
    public void failed(String reason) {}

    @Override
    public void lost(String reason) {}
  }
}
