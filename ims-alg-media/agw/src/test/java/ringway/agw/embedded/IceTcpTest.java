// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.agw.IceTcpConfig;
import ringway.agw.meter.Drop;
import ringway.agw.peer.PeerStun;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.Reserved;

/** Browsers that have no UDP: RFC 6544, RFC 4571. */
class IceTcpTest {
  private static final int MOST = 4;
  private static final Duration LONG = Duration.ofMinutes(5);

  private Bench bench = open(LONG);
  private final WebRtcPeer peer = WebRtcPeer.create();

  private static Bench open(Duration checkTime) {
    return open(checkTime, MOST);
  }

  private static Bench open(Duration checkTime, int most) {
    Bench.Settings settings = new Bench.Settings();
    settings.tcp = new IceTcpConfig(true, 0, most, checkTime, LONG);
    return new Bench(settings);
  }

  @AfterEach
  void close() {
    peer.close();
    bench.close();
  }

  private static InetSocketAddress door(Reserved.Stream local) {
    Reserved.Candidate candidate = local.webrtc().candidates().getLast();
    assertThat(candidate.tcp()).isTrue();
    return new InetSocketAddress(candidate.address(), candidate.port());
  }

  private Reserved.Stream call() {
    Reserved.Stream local = bench.reserve("call");
    bench.engine.configure(bench.command("call", peer, Configure.DtlsRole.PASSIVE));
    peer.connectTcp(door(local));
    bench.connect(peer, local, true);
    bench.awaitEvent(IqEvent.DtlsUp.class);
    return local;
  }

  private void assertBothHear(Reserved.Stream local, int sequence) {
    byte[] there = Rtp.packet(Rtp.PCMA, sequence, 1);
    peer.sendRtp(there);
    assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(there);
    byte[] back = Rtp.packet(Rtp.PCMA, sequence, 2);
    bench.phone.send(back, local.rtp().port());
    assertThat(peer.awaitRtp(Bench.SOON)).contains(back);
  }

  @Test
  void aCallGoesOverOneConnection() {
    Reserved.Stream local = call();
    for (int sequence = 1; sequence <= 50; sequence++) {
      assertBothHear(local, sequence);
    }
    assertThat(bench.audit("call").ice()).isEqualTo("connected");
    assertThat(connections()).isEqualTo(1);

    bench.engine.release("call");
    await().until(() -> connections() == 0);
  }

  private int connections() {
    return (int) bench.meters.get("ringway.media.tcp.connections").gauge().value();
  }

  @Test
  void aCallGoesOnOverAnotherConnectionAndOverUdp() throws IOException {
    Reserved.Stream local = call();
    assertBothHear(local, 1);
    peer.tcp().close();
    peer.connectTcp(door(local));
    peer.check(true);
    assertBothHear(local, 2);

    try (WebRtcPeer udp = WebRtcPeer.create()) {
      udp.ice(bench.address(), local.webrtc().ufrag(), local.webrtc().pwd(), false);
    }
    assertBothHear(local, 3);
  }

  @Test
  void packetsMayComeInPiecesAndSeveralAtOnce() throws IOException {
    Reserved.Stream local = call();
    byte[] first = peer.protect(Rtp.packet(Rtp.PCMA, 1, 1));
    byte[] second = peer.protect(Rtp.packet(Rtp.PCMA, 2, 1));
    byte[] frames =
        ByteBuffer.allocate(4 + first.length + second.length)
            .putShort((short) first.length)
            .put(first)
            .putShort((short) second.length)
            .put(second)
            .array();
    for (int at = 0; at < 20; at++) {
      peer.tcp().getOutputStream().write(frames, at, 1);
    }
    peer.tcp().getOutputStream().write(frames, 20, frames.length - 20);
    assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(Rtp.packet(Rtp.PCMA, 1, 1));
    assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(Rtp.packet(Rtp.PCMA, 2, 1));
    assertBothHear(local, 3);
  }

  @Test
  void aFrameLongerThanAPacketEndsTheConnection() throws IOException {
    call();
    peer.tcp().getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
    await().until(() -> connections() == 0);
  }

  @Test
  void strangersGetNothingButStun() throws IOException {
    Reserved.Stream local = call();
    try (WebRtcPeer stranger = WebRtcPeer.create()) {
      stranger.connectTcp(door(local));
      stranger.sendRaw(peer.protect(Rtp.packet(Rtp.PCMA, 1, 1)));
      await().until(() -> bench.dropped(Drop.UNKNOWN_SOURCE) == 1);
      byte[] foreign = PeerStun.check("x", "nobody", true).integrity("wrong").withFingerprint();
      assertThat(PeerStun.error(stranger.ask(foreign))).contains(401);
    }
    assertBothHear(local, 2);
  }

  @Test
  void aConnectionOfOneCallIsNotTakenByAnother() {
    Reserved.Stream local = call();
    Reserved.Stream other = bench.reserve("other");
    peer.sendRaw(
        PeerStun.check("attacker", other.webrtc().ufrag(), true)
            .integrity(other.webrtc().pwd())
            .withFingerprint());
    await().until(() -> bench.dropped(Drop.STUN_ADDRESS_TAKEN) == 1);
    assertBothHear(local, 1);
  }

  @Test
  void thereAreNoMoreConnectionsThanAllowed() throws IOException {
    Reserved.Stream local = call();
    Socket[] idle = new Socket[MOST];
    try {
      for (int i = 0; i < MOST; i++) {
        InetSocketAddress door = door(local);
        idle[i] = new Socket(door.getAddress(), door.getPort());
      }
      await().until(() -> bench.dropped(Drop.TCP_LIMIT) == 1);
      assertBothHear(local, 1);
    } finally {
      for (Socket one : idle) {
        if (one != null) {
          one.close();
        }
      }
    }
  }

  @Test
  void oneAddressCannotHoldAllConnectionsWithoutACheck() throws IOException {
    bench.close();
    bench = open(LONG, 100);
    Reserved.Stream local = call();
    InetSocketAddress door = door(local);
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 33; i++) {
        idle.add(new Socket(door.getAddress(), door.getPort()));
      }
      await().until(() -> bench.dropped(Drop.TCP_LIMIT) == 1);
      assertBothHear(local, 1);
    } finally {
      for (Socket one : idle) {
        one.close();
      }
    }
  }

  @Test
  void aConnectionThatShowsNothingIsClosed() throws IOException {
    bench.close();
    bench = open(Duration.ofMillis(200));
    InetSocketAddress door = door(bench.reserve("call"));
    try (Socket idle = new Socket(door.getAddress(), door.getPort())) {
      idle.setSoTimeout((int) Bench.SOON.toMillis());
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void withoutTheSettingThereIsNoCandidateForTcp() {
    bench.close();
    bench = new Bench();
    assertThat(bench.reserve("call").webrtc().candidates())
        .hasSize(1)
        .noneMatch(Reserved.Candidate::tcp);
  }
}
