// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.agw.engine.AccessLeg;
import ringway.agw.fakekms.FakeKms;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.RtcpFeedback;
import ringway.agw.rtp.RtpSockets;
import ringway.agw.rtp.SourceFilter;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.Reserved;

/** One leg, its packets and ticks by hand. */
class KurentoLegTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final Stream stream = new Stream();
  private int sequence = 1;

  private FakeKms kms;
  private KmsNode node;
  private RtpSockets sockets;
  private WebRtcPeer peer;

  @BeforeEach
  void open() throws IOException {
    kms = FakeKms.start();
    node = new KmsNode(kms.uri(), PATIENCE, "test", Duration.ofSeconds(1));
    node.start();
    sockets =
        new RtpSockets(
            "test", HERE, 0, 0, SourceFilter.ADDRESS_AND_PORT, Duration.ofSeconds(5), 1, 0);
    peer = WebRtcPeer.create();
  }

  @AfterEach
  void close() {
    peer.close();
    sockets.close();
    node.close();
    kms.close();
  }

  private KurentoLeg leg(Duration longestGap) {
    KurentoLeg.Settings settings =
        new KurentoLeg.Settings(HERE, PATIENCE, PATIENCE, SILENCE, longestGap);
    KurentoLeg leg = KurentoLeg.open("call", node, settings, sockets, stream);
    leg.carries(List.of(Codec.of(Rtp.PCMA, "PCMA", 8000)));
    leg.configure(
        new Configure.WebRtcRemote(
            peer.ufrag(),
            peer.pwd(),
            List.of(new Fingerprint("sha-256", peer.localFingerprint())),
            Configure.DtlsRole.PASSIVE,
            List.of(Rtp.SSRC)));
    return leg;
  }

  @Test
  void silenceIsFilledBeforeKurentoForgetsTheSourceAndOtherFormatsAreKeptFromIt() {
    KurentoLeg leg = leg(PATIENCE);
    long begin = System.nanoTime();
    leg.tick(new Packet(), begin + SILENCE.multipliedBy(9).toNanos());
    assertThat(sent(leg)).as("filled before anything was said").isZero();
    assertThat(leg.send(packet(101))).contains(Drop.NO_TRANSCODING);
    assertThat(leg.send(packet(Rtp.PCMA))).isEmpty();
    long said = System.nanoTime();
    leg.tick(new Packet(), begin);
    assertThat(sent(leg)).isEqualTo(1);
    leg.tick(new Packet(), said + SILENCE.toNanos() + 1);
    assertThat(sent(leg)).isEqualTo(2);
    leg.close();
    await().until(() -> kms.objects().isEmpty());
  }

  @Test
  void aBrowserThatIsHeardByKurentoAndNotByUsHasFailed() {
    kms.passesNothing = true;
    KurentoLeg leg = leg(Duration.ofMillis(500));
    Reserved.Candidate candidate = leg.local().candidates().getFirst();
    peer.connect(
        new InetSocketAddress(candidate.address(), candidate.port()),
        leg.local().ufrag(),
        leg.local().pwd(),
        leg.local().fingerprint().value(),
        true);
    await()
        .until(
            () -> {
              peer.sendRtp(Rtp.packet(Rtp.PCMA, sequence++, (int) Rtp.SSRC));
              leg.tick(new Packet(), System.nanoTime());
              return stream.failures.stream().anyMatch(one -> one.contains("nothing comes"));
            });
    leg.close();
  }

  private static long sent(KurentoLeg leg) {
    return leg.report().sent().packets();
  }

  private static Packet packet(int type) {
    Packet packet = new Packet();
    packet.set(Rtp.packet(type, 1, 7));
    return packet;
  }

  private static final class Stream implements AccessLeg.Stream {
    private final List<String> failures = new CopyOnWriteArrayList<>();

    @Override
    public void rtpFromAccess(Packet packet, long nowNanos) {
      // not of interest
    }

    @Override
    public void heard(long nowNanos) {
      // not of interest
    }

    @Override
    public void wanted(List<RtcpFeedback> feedback) {
      // not of interest
    }

    @Override
    public void dropped(Drop reason) {
      // not of interest
    }

    @Override
    public void iceConnected(String remote) {
      // not of interest
    }

    @Override
    public void dtlsUp(String srtpProfile) {
      // not of interest
    }

    @Override
    public void dtlsClosed() {
      // not of interest
    }

    @Override
    public void failed(String reason) {
      failures.add(reason);
    }

    @Override
    public void lost(String reason) {
      // not of interest
    }
  }
}
