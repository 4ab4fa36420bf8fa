// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.IqEvent;
import ringway.iq.Reserved;

/** Which keys are trusted, and what happens when they must not be. */
class SecurityTest {
  private static final Fingerprint WRONG =
      new Fingerprint("sha-256", String.join(":", Collections.nCopies(32, "AB")));

  private Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static Configure withFingerprints(Configure command, Fingerprint... fingerprints) {
    Configure.WebRtcRemote remote = command.webrtc().orElseThrow();
    return new Configure(
        command.context(),
        command.stream(),
        Optional.of(
            new Configure.WebRtcRemote(
                remote.ufrag(), remote.pwd(), List.of(fingerprints), remote.localRole())),
        command.rtp(),
        command.gate(),
        command.access(),
        command.core());
  }

  @ParameterizedTest
  @EnumSource(Configure.DtlsRole.class)
  void aCertificateUnlikeTheFingerprintEndsTheStream(Configure.DtlsRole role) {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve("call");
      bench.engine.configure(withFingerprints(bench.command("call", peer, role), WRONG));

      assertThatThrownBy(() -> bench.connect(peer, local, role == Configure.DtlsRole.PASSIVE))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("bad_certificate");
      assertThat(bench.awaitEvent(IqEvent.StreamFailed.class).reason())
          .isEqualTo("the certificate is unlike the signalled fingerprint");
      assertThat(bench.audit("call").dtls()).isEqualTo("failed");
      bench.phone.send(Rtp.packet(Rtp.PCMA, 1, 2), local.rtp().port());
      await().until(() -> bench.dropped(Drop.NO_KEYS) == 1);
    }
  }

  @Test
  void oneFittingFingerprintOfSeveralIsEnough() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve("call");
      Configure right = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
      bench.engine.configure(
          withFingerprints(right, WRONG, right.webrtc().orElseThrow().fingerprints().getFirst()));
      bench.connect(peer, local, true);
      bench.awaitEvent(IqEvent.DtlsUp.class);
    }
  }

  @Test
  void aHandshakeBeforeTheAnswerSucceedsButMediaWaitsForTheFingerprint() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve("call");
      bench.connect(peer, local, true);
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, 1));
      await().until(() -> bench.dropped(Drop.NO_KEYS) == 1);
      assertThat(bench.audit("call").dtls()).isEqualTo("handshake");

      bench.engine.configure(bench.command("call", peer, Configure.DtlsRole.PASSIVE));

      bench.awaitEvent(IqEvent.DtlsUp.class);
      byte[] packet = Rtp.packet(Rtp.PCMA, 2, 1);
      peer.sendRtp(packet);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(packet);
    }
  }

  @Test
  void anAnswerWithAnotherFingerprintAfterTheHandshakeEndsTheStream() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve("call");
      bench.connect(peer, local, true);
      bench.engine.configure(
          withFingerprints(bench.command("call", peer, Configure.DtlsRole.PASSIVE), WRONG));
      bench.awaitEvent(IqEvent.StreamFailed.class);
      assertThat(peer.awaitRemoteClose(Bench.SOON)).isTrue();
    }
  }

  @Test
  void signallingTheSameBrowserAgainKeepsTheAssociation() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      bench.call("call", peer);
      bench.engine.configure(bench.command("call", peer, Configure.DtlsRole.PASSIVE));
      Configure right = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
      bench.engine.configure(
          withFingerprints(right, right.webrtc().orElseThrow().fingerprints().getFirst(), WRONG));
      byte[] packet = Rtp.packet(Rtp.PCMA, 1, 1);
      peer.sendRtp(packet);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(packet);
    }
  }

  @Test
  void signallingAnotherCertificateEndsTheAssociationAndAllowsANewOne() {
    try (WebRtcPeer before = WebRtcPeer.create();
        WebRtcPeer after = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", before);
      bench.engine.configure(bench.command("call", after, Configure.DtlsRole.PASSIVE));
      assertThat(before.awaitRemoteClose(Bench.SOON)).isTrue();
      bench.connect(after, local, true);
      bench.awaitEvent(IqEvent.DtlsUp.class);
      byte[] packet = Rtp.packet(Rtp.PCMA, 1, 1);
      after.sendRtp(packet);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(packet);
    }
  }

  @ParameterizedTest
  @EnumSource(Configure.DtlsRole.class)
  void aBrowserWithAnRsaCertificateIsServed(Configure.DtlsRole role) {
    try (WebRtcPeer peer = WebRtcPeer.withRsaCertificate()) {
      Reserved.Stream local = bench.reserve("call");
      bench.engine.configure(bench.command("call", peer, role));
      bench.connect(peer, local, role == Configure.DtlsRole.PASSIVE);
      bench.awaitEvent(IqEvent.DtlsUp.class);
    }
  }

  @Test
  void aPeerWithoutAnAcceptableSrtpProfileIsRefused() {
    int nullCipher = 5; // SRTP_NULL_HMAC_SHA1_80
    try (WebRtcPeer peer = WebRtcPeer.create(nullCipher)) {
      Reserved.Stream local = bench.reserve("call");
      bench.engine.configure(bench.command("call", peer, Configure.DtlsRole.PASSIVE));
      assertThatThrownBy(() -> bench.connect(peer, local, true))
          .hasMessageContaining("handshake_failure");
      assertThat(bench.awaitEvent(IqEvent.StreamFailed.class).reason())
          .isEqualTo("the peer offers no SRTP profile of ours");
    }
  }

  @Test
  void aPeerWithoutSrtpIsRefused() {
    try (WebRtcPeer peer = WebRtcPeer.create(new Integer[0])) {
      Reserved.Stream local = bench.reserve("call");
      bench.engine.configure(bench.command("call", peer, Configure.DtlsRole.PASSIVE));
      assertThatThrownBy(() -> bench.connect(peer, local, true))
          .hasMessageContaining("handshake_failure");
      assertThat(bench.awaitEvent(IqEvent.StreamFailed.class).reason())
          .isEqualTo("the peer offers no SRTP");
    }
  }

  @Test
  void aHandshakeThatNeverEndsFails() {
    Bench.Settings settings = new Bench.Settings();
    settings.handshake = Duration.ofMillis(200);
    bench.close();
    bench = new Bench(settings);
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve("call");
      bench.engine.configure(bench.command("call", peer, Configure.DtlsRole.ACTIVE));
      peer.ice(bench.address(), local.webrtc().ufrag(), local.webrtc().pwd(), true);
      bench.awaitEvent(IqEvent.StreamFailed.class);
      assertThat(bench.audit("call").dtls()).isEqualTo("failed");
    }
  }

  @Test
  void noMoreHandshakesRunAtATimeThanAllowed() {
    Bench.Settings settings = new Bench.Settings();
    settings.maxHandshakes = 1;
    bench.close();
    bench = new Bench(settings);
    try (WebRtcPeer silent = WebRtcPeer.create();
        WebRtcPeer eager = WebRtcPeer.create()) {
      Reserved.Stream first = bench.reserve("first");
      Reserved.Stream second = bench.reserve("second");
      bench.engine.configure(bench.command("first", silent, Configure.DtlsRole.ACTIVE));
      bench.engine.configure(bench.command("second", eager, Configure.DtlsRole.PASSIVE));
      silent.ice(bench.address(), first.webrtc().ufrag(), first.webrtc().pwd(), true);
      eager.ice(bench.address(), second.webrtc().ufrag(), second.webrtc().pwd(), true);
      Thread handshake =
          Thread.startVirtualThread(
              () -> eager.handshake(second.webrtc().fingerprint().value(), true));
      await().until(() -> bench.dropped(Drop.DTLS_BUSY) > 0);
      assertThat(bench.audit("second").dtls()).isEqualTo("waiting");

      bench.engine.release("first");

      assertThat(bench.awaitEvent(IqEvent.DtlsUp.class).context()).isEqualTo("second");
      await().until(() -> !handshake.isAlive());
    }
  }

  @Test
  void aBrowserThatClosesIsReported() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.call("call", peer);
      peer.closeDtls();
      assertThat(bench.awaitEvent(IqEvent.DtlsClosed.class).context()).isEqualTo("call");
      assertThat(bench.audit("call").dtls()).isEqualTo("closed");
      bench.phone.send(Rtp.packet(Rtp.PCMA, 1, 2), local.rtp().port());
      await().until(() -> bench.dropped(Drop.NO_KEYS) == 1);
    }
  }
}
