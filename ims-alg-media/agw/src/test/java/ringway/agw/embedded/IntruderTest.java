// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.agw.meter.Drop;
import ringway.agw.peer.CorePhone;
import ringway.agw.peer.PeerStun;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.rtp.SourceFilter;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.Reserved;

/** Packets of strangers, broken ones and repeated ones: dropped, counted, harmless. */
class IntruderTest {
  private Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void open(SourceFilter filter) {
    Bench.Settings settings = new Bench.Settings();
    settings.filter = filter;
    bench.close();
    bench = new Bench(settings);
  }

  private void assertDropped(Drop reason, double count) {
    await()
        .untilAsserted(() -> assertThat(bench.dropped(reason)).as(reason.label()).isEqualTo(count));
  }

  private void assertStillTalking(WebRtcPeer peer, int sequence) {
    byte[] packet = Rtp.packet(Rtp.PCMA, sequence, 1);
    peer.sendRtp(packet);
    assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(packet);
  }

  @Test
  void whatIsNoProtocolOfThePortIsDroppedAndTheCallGoesOn() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("call", peer);
      peer.sendRaw(new byte[] {});
      peer.sendRaw("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
      peer.sendRaw(new byte[] {(byte) 255, 1, 2, 3});
      peer.sendRaw(new byte[] {17, 0, 0, 0}); // ZRTP, RFC 7983
      peer.sendRaw(new byte[] {64, 0, 0, 0}); // TURN channel
      assertDropped(Drop.UNKNOWN_PROTOCOL, 5);
      assertStillTalking(peer, 1);
    }
  }

  @Test
  void brokenStunIsDroppedWithoutAnAnswer() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      peer.sendRaw(new byte[] {0, 1, 0, 0});
      byte[] noFingerprint =
          PeerStun.check(peer.ufrag(), local.webrtc().ufrag(), true)
              .integrity(local.webrtc().pwd())
              .bytes();
      peer.sendRaw(noFingerprint);
      byte[] flipped = PeerStun.check(peer.ufrag(), local.webrtc().ufrag(), true).withFingerprint();
      flipped[25] ^= 1;
      peer.sendRaw(flipped);
      peer.sendRaw(new PeerStun(PeerStun.BINDING_SUCCESS).withFingerprint());
      assertDropped(Drop.STUN_INVALID, 4);
      assertStillTalking(peer, 1);
    }
  }

  @Test
  void mediaAndHandshakesFromUncheckedAddressesAreDropped() {
    try (WebRtcPeer peer = WebRtcPeer.create();
        WebRtcPeer stranger = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      byte[] stolen = peer.protect(Rtp.packet(Rtp.PCMA, 1, 1));
      byte[] foreign = PeerStun.check("x", "nobody", true).integrity("wrong").withFingerprint();
      stranger.ice(bench.address(), bench.reserve("other").webrtc().ufrag(), otherPwd(), false);
      bench.engine.release("other");
      stranger.sendRaw(stolen);
      stranger.sendRaw(new byte[] {22, (byte) 254, (byte) 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1});
      assertDropped(Drop.UNKNOWN_SOURCE, 2);
      assertThat(PeerStun.error(stranger.ask(foreign))).contains(401);
      assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
      assertThat(local.webrtc().ufrag()).isNotEmpty();
    }
  }

  private String otherPwd() {
    return bench.reserve("other").webrtc().pwd();
  }

  @Test
  void aWrongPasswordOpensNothing() {
    try (WebRtcPeer stranger = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve("call");
      stranger.ice(bench.address(), bench.reserve("other").webrtc().ufrag(), otherPwd(), false);
      byte[] answer =
          stranger.ask(
              PeerStun.check(stranger.ufrag(), local.webrtc().ufrag(), true)
                  .integrity("not-the-password")
                  .withFingerprint());
      assertThat(PeerStun.error(answer)).contains(401);
      assertThat(bench.audit("call").ice()).isEqualTo("waiting");
      assertDropped(Drop.STUN_REFUSED, 1);
    }
  }

  @Test
  void anAddressThatServesALivingCallCannotBeTakenOver() {
    try (WebRtcPeer victim = WebRtcPeer.create()) {
      bench.call("victim", victim);
      Reserved.Stream own = bench.reserve("attacker");
      // What an attacker with a call of his own would send with the victim's address forged.
      victim.sendRaw(
          PeerStun.check("attacker", own.webrtc().ufrag(), true)
              .integrity(own.webrtc().pwd())
              .withFingerprint());
      assertDropped(Drop.STUN_ADDRESS_TAKEN, 1);
      assertStillTalking(victim, 1);
    }
  }

  @Test
  void anAddressOfAnEndedCallServesTheNext() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("first", peer);
      bench.engine.release("first");
      bench.call("second", peer);
      assertStillTalking(peer, 1);
    }
  }

  @Test
  void replayedAndForgedMediaIsDropped() {
    for (int profile : new int[] {WebRtcPeer.AEAD_AES_128_GCM, WebRtcPeer.AES128_CM_SHA1_80}) {
      try (WebRtcPeer peer = WebRtcPeer.create(profile)) {
        String context = "call-" + profile;
        bench.call(context, peer);
        double replayed = bench.dropped(Drop.SRTP_REPLAYED);
        double forged = bench.dropped(Drop.SRTP_FORGED);
        byte[] once = peer.protect(Rtp.packet(Rtp.PCMA, 1, 1));
        peer.sendRaw(once);
        assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
        peer.sendRaw(once);
        assertDropped(Drop.SRTP_REPLAYED, replayed + 1);
        byte[] changed = peer.protect(Rtp.packet(Rtp.PCMA, 2, 1));
        changed[20] ^= 1;
        peer.sendRaw(changed);
        byte[] newSource = peer.protect(Rtp.packet(Rtp.PCMA, 1, 77));
        newSource[newSource.length - 1] ^= 1;
        peer.sendRaw(newSource);
        assertDropped(Drop.SRTP_FORGED, forged + 2);
        peer.sendRaw(new byte[] {(byte) 0x80, 8, 0});
        assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
        assertStillTalking(peer, 3);
        bench.engine.release(context);
      }
    }
  }

  @Test
  void moreSourcesThanOnePeerMayHaveAreDropped() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("call", peer);
      for (int ssrc = 1; ssrc <= 70; ssrc++) {
        peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, ssrc));
      }
      assertDropped(Drop.TOO_MANY_SOURCES, 6);
      assertThat(bench.audit("call").core().sent().packets()).isEqualTo(64);
    }
  }

  @Test
  void aStrangerInTheCoreIsNotHeard() {
    open(SourceFilter.ADDRESS_AND_PORT);
    try (WebRtcPeer peer = WebRtcPeer.create();
        CorePhone stranger = new CorePhone()) {
      Reserved.Stream local = bench.call("call", peer);
      stranger.send(Rtp.packet(Rtp.PCMA, 1, 2), local.rtp().port());
      byte[] report = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 1};
      stranger.sendRtcp(report, local.rtp().rtcpPort());
      assertDropped(Drop.UNKNOWN_SOURCE, 2);
      byte[] packet = Rtp.packet(Rtp.PCMA, 1, 3);
      bench.phone.send(packet, local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).contains(packet);
    }
  }

  @Test
  void anotherPortOfTheSignalledAddressIsHeardWhenOnlyAddressesAreFiltered() {
    try (WebRtcPeer peer = WebRtcPeer.create();
        CorePhone otherPort = new CorePhone()) {
      Reserved.Stream local = bench.call("call", peer);
      byte[] packet = Rtp.packet(Rtp.PCMA, 1, 3);
      otherPort.send(packet, local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).contains(packet);
      assertStillTalking(peer, 1);
    }
  }

  @Test
  void latchingFollowsTheFirstSenderUntilToldOtherwise() {
    open(SourceFilter.LATCH);
    try (WebRtcPeer peer = WebRtcPeer.create();
        CorePhone actual = new CorePhone()) {
      Reserved.Stream local = bench.call("call", peer);
      actual.send(Rtp.packet(Rtp.PCMA, 1, 3), local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, 1));
      assertThat(actual.awaitRtp(Bench.SOON)).isPresent();
      bench.phone.send(Rtp.packet(Rtp.PCMA, 1, 4), local.rtp().port());
      assertDropped(Drop.UNKNOWN_SOURCE, 1);

      bench.engine.configure(bench.command("call", peer, Configure.DtlsRole.PASSIVE));
      bench.phone.send(Rtp.packet(Rtp.PCMA, 2, 4), local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
      assertStillTalking(peer, 2);
    }
  }

  @Test
  void brokenRtpFromTheCoreIsDropped() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      byte[] truncatedExtension = Rtp.packet(Rtp.PCMA, 1, 2);
      truncatedExtension[0] = (byte) 0x9f; // 15 CSRCs and an extension longer than the packet
      truncatedExtension[74] = (byte) 0xff;
      bench.phone.send(truncatedExtension, local.rtp().port());
      bench.phone.send(new byte[0], local.rtp().port());
      bench.phone.send(new byte[11], local.rtp().port());
      bench.phone.sendRtcp(new byte[] {1, 2, 3}, local.rtp().rtcpPort());
      assertDropped(Drop.RTP_INVALID, 4);
      assertThat(peer.awaitRtp(Duration.ofMillis(50))).isEqualTo(Optional.empty());
    }
  }

  @Test
  void handshakeRecordsAfterAFailureAreDropped() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      peer.closeDtls();
      bench.awaitEvent(IqEvent.DtlsClosed.class);
      double before = bench.dropped(Drop.DTLS_OVER);
      for (int i = 0; i < 10; i++) {
        peer.sendRaw(new byte[] {22, (byte) 254, (byte) 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1});
      }
      // The peer may say goodbye once more by itself.
      await()
          .untilAsserted(
              () -> assertThat(bench.dropped(Drop.DTLS_OVER)).isBetween(before + 10, before + 12));
      assertThat(local.id()).isEqualTo("0");
    }
  }
}
