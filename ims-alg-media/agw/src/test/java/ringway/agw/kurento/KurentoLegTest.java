// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
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

/** One leg, its packets and ticks by hand. */
class KurentoLegTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final Stream stream = new Stream();

  @Test
  void silenceIsFilledBeforeKurentoForgetsTheSourceAndOtherFormatsAreKeptFromIt() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (FakeKms kms = FakeKms.start();
        KmsNode node = new KmsNode(kms.uri(), PATIENCE, "test", Duration.ofSeconds(1));
        RtpSockets sockets =
            new RtpSockets(
                "test", here, 0, 0, SourceFilter.ADDRESS_AND_PORT, Duration.ofSeconds(5), 1, 0);
        WebRtcPeer peer = WebRtcPeer.create()) {
      node.start();
      KurentoLeg.Settings settings = new KurentoLeg.Settings(here, PATIENCE, PATIENCE, SILENCE);
      KurentoLeg leg = KurentoLeg.open("call", node, settings, sockets, stream);
      leg.carries(List.of(Codec.of(Rtp.PCMA, "PCMA", 8000)));
      leg.configure(
          new Configure.WebRtcRemote(
              peer.ufrag(),
              peer.pwd(),
              List.of(new Fingerprint("sha-256", peer.localFingerprint())),
              Configure.DtlsRole.PASSIVE,
              List.of(Rtp.SSRC)));

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
      // not of interest
    }

    @Override
    public void lost(String reason) {
      // not of interest
    }
  }
}
