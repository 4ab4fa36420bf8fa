// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.MediaConfig;
import ringway.agw.WebRtcConfig;
import ringway.agw.dtls.DtlsIdentity;
import ringway.agw.dtls.DtlsSettings;
import ringway.agw.dtls.DtlsWarmUp;
import ringway.agw.engine.AccessLeg;
import ringway.agw.engine.AccessPlane;
import ringway.agw.engine.StreamName;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.MediaMeters;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Reserved;

/** Browsers served by this process, all on one UDP port. Thread-safe. */
public final class EmbeddedAccess implements AccessPlane {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedAccess.class);

  private final WebRtcConfig config;
  private final DtlsIdentity identity = DtlsIdentity.create();
  private final AccessParts parts;

  private EmbeddedAccess(MediaConfig config, MediaMeters meters) {
    this.config = config.webrtc();
    WebRtcSocket webrtc =
        WebRtcSocket.open(this.config.localAddress(), this.config.port(), config.dscp(), meters);
    parts =
        new AccessParts(
            webrtc,
            new DtlsSettings(identity, this.config.srtpProfiles(), this.config.handshakeTime()),
            new Semaphore(this.config.maxHandshakes()),
            meters,
            this.config.consentTime().toNanos(),
            config.rtp().reportInterval().toNanos());
    meters.gauge("ringway.media.addresses", webrtc, WebRtcSocket::boundAddresses);
    meters.gauge(
        "ringway.media.handshakes.running",
        parts.handshakePlaces(),
        places -> this.config.maxHandshakes() - places.availablePermits());
  }

  public static EmbeddedAccess open(MediaConfig config, MediaMeters meters) {
    SrtpSession.warmUp();
    EmbeddedAccess access = new EmbeddedAccess(config, meters);
    Thread.ofVirtual().name("media-warm-up").start(access::warmUp);
    return access;
  }

  /** The UDP port of all browsers, the real one when the settings say 0. */
  public int port() {
    return parts.webrtc().localAddress().getPort();
  }

  private void warmUp() {
    try {
      if (!DtlsWarmUp.run(parts.dtls())) {
        log.error("a DTLS handshake with ourselves failed: browsers will not get through either");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public AccessLeg open(StreamName name, AccessLeg.Stream stream) {
    return WebRtcLeg.open(name, parts, this::describe, stream);
  }

  private Reserved.WebRtcLocal describe(IceCredentials credentials) {
    int port = port();
    List<Reserved.Candidate> candidates =
        config.candidates().stream().map(address -> new Reserved.Candidate(address, port)).toList();
    return new Reserved.WebRtcLocal(
        credentials.ufrag(), credentials.pwd(), candidates, identity.fingerprint());
  }

  @Override
  public Optional<String> hindrance() {
    return parts.webrtc().alive()
        ? Optional.empty()
        : Optional.of("nobody receives on the WebRTC port");
  }

  @Override
  public void close() {
    parts.webrtc().close();
  }
}
