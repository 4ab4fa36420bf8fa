// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.srtp.SrtpProfile;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.Reserved;

/** Media between a WebRTC peer and a phone, over real sockets. */
class RelayTest {
  private Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void open(Bench.Settings settings) {
    bench.close();
    bench = new Bench(settings);
  }

  @ParameterizedTest
  @CsvSource({
    "SRTP_AEAD_AES_128_GCM, PASSIVE",
    "SRTP_AEAD_AES_128_GCM, ACTIVE",
    "SRTP_AES128_CM_HMAC_SHA1_80, PASSIVE",
    "SRTP_AES128_CM_HMAC_SHA1_80, ACTIVE",
  })
  void speechPassesBothWaysInEveryProfileAndRole(SrtpProfile profile, Configure.DtlsRole role) {
    try (WebRtcPeer peer = WebRtcPeer.create(profile.id())) {
      Reserved.Stream local = bench.reserve("call");
      bench.engine.configure(bench.command("call", peer, role));
      bench.connect(peer, local, role == Configure.DtlsRole.PASSIVE);

      assertThat(bench.awaitEvent(IqEvent.IceConnected.class).remote())
          .isEqualTo("127.0.0.1:" + peer.localAddress().getPort());
      assertThat(bench.awaitEvent(IqEvent.DtlsUp.class).srtpProfile()).isEqualTo(profile.name());
      assertThat(peer.srtpProfile()).isEqualTo(profile.id());
      for (int sequence = 1; sequence <= 20; sequence++) {
        byte[] up = Rtp.packet(Rtp.PCMA, sequence, 0x1111);
        peer.sendRtp(up);
        assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(up);
        byte[] down = Rtp.packet(Rtp.PCMA, sequence + 500, 0x2222);
        bench.phone.send(down, local.rtp().port());
        assertThat(peer.awaitRtp(Bench.SOON)).contains(down);
      }
    }
  }

  @Test
  void theGatewayPrefersTheFirstOfItsOwnProfiles() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("call", peer);
      assertThat(peer.srtpProfile()).isEqualTo(WebRtcPeer.AEAD_AES_128_GCM);
    }
  }

  @Test
  void payloadTypesAreRenumberedAsToldAndOthersPass() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      Configure plain = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
      bench.engine.configure(
          new Configure(
              "call",
              "0",
              Optional.empty(),
              Optional.empty(),
              plain.gate(),
              List.of(Codec.of(126, "telephone-event", 8000)),
              List.of(Codec.of(101, "TELEPHONE-EVENT", 8000))));

      byte[] digit = Rtp.packet(126 | 0x80, 1, 7); // marker bit set
      peer.sendRtp(digit);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(Rtp.withPayloadType(digit, 101));
      byte[] back = Rtp.packet(101, 1, 8);
      bench.phone.send(back, local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).contains(Rtp.withPayloadType(back, 126));
      byte[] speech = Rtp.packet(Rtp.PCMA, 2, 7);
      peer.sendRtp(speech);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(speech);
    }
  }

  @Test
  void theGateLetsPassWhatItIsToldTo() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      int sequence = 0;
      for (Configure.Gate gate :
          List.of(
              Configure.Gate.CLOSED,
              Configure.Gate.ACCESS_TO_CORE,
              Configure.Gate.CORE_TO_ACCESS,
              Configure.Gate.OPEN)) {
        bench.engine.configure(
            Bench.withGate(bench.command("call", peer, Configure.DtlsRole.PASSIVE), gate));
        byte[] packet = Rtp.packet(Rtp.PCMA, ++sequence, 9);
        boolean up = gate == Configure.Gate.OPEN || gate == Configure.Gate.ACCESS_TO_CORE;
        boolean down = gate == Configure.Gate.OPEN || gate == Configure.Gate.CORE_TO_ACCESS;
        peer.sendRtp(packet);
        assertThat(bench.phone.awaitRtp(up ? Bench.SOON : Bench.SHORT).isPresent())
            .as("to core, gate %s", gate)
            .isEqualTo(up);
        bench.phone.send(packet, local.rtp().port());
        assertThat(peer.awaitRtp(down ? Bench.SOON : Bench.SHORT).isPresent())
            .as("to access, gate %s", gate)
            .isEqualTo(down);
      }
      assertThat(bench.dropped(Drop.GATE_CLOSED)).isEqualTo(4);
    }
  }

  @Test
  void aBrowserThatNominatesAnotherPairIsFollowed() {
    try (WebRtcPeer first = WebRtcPeer.create();
        WebRtcPeer elsewhere = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", first);
      elsewhere.ice(bench.address(), local.webrtc().ufrag(), local.webrtc().pwd(), false);
      bench.phone.send(Rtp.packet(Rtp.PCMA, 1, 2), local.rtp().port());
      assertThat(first.awaitRtp(Bench.SOON)).as("a check alone moves nothing").isPresent();

      elsewhere.ice(bench.address(), local.webrtc().ufrag(), local.webrtc().pwd(), true);
      bench.phone.send(Rtp.packet(Rtp.PCMA, 2, 2), local.rtp().port());
      assertThat(first.awaitRtp(Bench.SHORT)).isEmpty();
    }
  }

  @Test
  void aBrowserThatWandersOnAndOnKeepsItsNominatedPair() {
    List<WebRtcPeer> wanderings = new ArrayList<>();
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      for (int place = 0; place < 40; place++) {
        WebRtcPeer elsewhere = WebRtcPeer.create();
        wanderings.add(elsewhere);
        elsewhere.ice(bench.address(), local.webrtc().ufrag(), local.webrtc().pwd(), false);
      }
      assertThat(bench.meters.get("ringway.media.addresses").gauge().value()).isEqualTo(16);
      byte[] packet = Rtp.packet(Rtp.PCMA, 1, 1);
      peer.sendRtp(packet);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(packet);
    } finally {
      wanderings.forEach(WebRtcPeer::close);
    }
  }

  @Test
  void twoCallsOnOnePortStayApart() {
    try (WebRtcPeer anna = WebRtcPeer.create();
        WebRtcPeer bert = WebRtcPeer.create()) {
      bench.call("anna", anna);
      bench.call("bert", bert);
      bench.engine.configure(
          Bench.withGate(
              bench.command("bert", bert, Configure.DtlsRole.PASSIVE), Configure.Gate.CLOSED));
      bert.sendRtp(Rtp.packet(Rtp.PCMA, 1, 2));
      byte[] packet = Rtp.packet(Rtp.PCMA, 1, 1);
      anna.sendRtp(packet);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(packet);
      assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
    }
  }
}
