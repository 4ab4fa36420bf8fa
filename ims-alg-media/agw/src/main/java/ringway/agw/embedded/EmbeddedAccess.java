// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
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
import ringway.agw.udp.OwnAddress;
import ringway.iq.Reserved;

/**
 * Browsers served by this process, all on one UDP port, with a second for the RTCP of those without
 * rtcp-mux, and one TCP port where that is wanted. Thread-safe.
 */
public final class EmbeddedAccess implements AccessPlane {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedAccess.class);

  private final WebRtcConfig config;
  private final DtlsIdentity identity = DtlsIdentity.create();
  private final WebRtcSocket webrtc;
  private final Optional<WebRtcSocket> rtcp;
  private final Optional<WebRtcTcp> tcp;
  private final AccessParts parts;

  private EmbeddedAccess(MediaConfig config, MediaMeters meters) {
    this.config = config.webrtc();
    OwnAddress.require("webrtc.address", this.config.localAddress());
    Demultiplexer demultiplexer = new Demultiplexer(meters);
    webrtc =
        WebRtcSocket.open(
            "webrtc.port", at(this.config.port()), config.dscp(), demultiplexer, meters);
    rtcp = openRtcp(config.dscp(), meters);
    tcp = openTcp(config.dscp(), demultiplexer, meters);
    parts =
        new AccessParts(
            demultiplexer,
            rtcp.map(WebRtcSocket::demultiplexer),
            new DtlsSettings(identity, this.config.srtpProfiles(), this.config.handshakeTime()),
            new Semaphore(this.config.maxHandshakes()),
            meters,
            this.config.consentTime().toNanos(),
            config.rtp().reportInterval().toNanos());
    meters.gauge("ringway.media.addresses", this, EmbeddedAccess::boundAddresses);
    meters.gauge(
        "ringway.media.handshakes.running",
        parts.handshakePlaces(),
        places -> this.config.maxHandshakes() - places.availablePermits());
  }

  private InetSocketAddress at(int port) {
    return new InetSocketAddress(config.localAddress(), port);
  }

  private int boundAddresses() {
    return webrtc.boundAddresses() + rtcp.map(WebRtcSocket::boundAddresses).orElse(0);
  }

  private Optional<WebRtcSocket> openRtcp(int dscp, MediaMeters meters) {
    try {
      return config
          .rtcpPort()
          .map(
              port ->
                  WebRtcSocket.open(
                      "webrtc.rtcp.port", at(port), dscp, new Demultiplexer(meters), meters));
    } catch (RuntimeException e) {
      webrtc.close();
      throw e;
    }
  }

  private Optional<WebRtcTcp> openTcp(int dscp, Demultiplexer demultiplexer, MediaMeters meters) {
    try {
      return config.tcp().enabled()
          ? Optional.of(
              WebRtcTcp.open(config.localAddress(), config.tcp(), dscp, demultiplexer, meters))
          : Optional.empty();
    } catch (RuntimeException e) {
      webrtc.close();
      rtcp.ifPresent(WebRtcSocket::close);
      throw e;
    }
  }

  public static EmbeddedAccess open(MediaConfig config, MediaMeters meters) {
    SrtpSession.warmUp();
    EmbeddedAccess access = new EmbeddedAccess(config, meters);
    Thread.ofVirtual().name("media-warm-up").start(access::warmUp);
    return access;
  }

  /** The UDP port of all browsers, the real one when the settings say 0. */
  public int port() {
    return webrtc.localAddress().getPort();
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
    Stream<Reserved.Candidate> udp = candidates(webrtc);
    Stream<Reserved.Candidate> passive =
        tcp.stream()
            .flatMap(
                door ->
                    config.candidates().stream()
                        .map(address -> new Reserved.Candidate(address, door.port(), true)));
    List<Reserved.Candidate> candidates = Stream.concat(udp, passive).toList();
    return new Reserved.WebRtcLocal(
        credentials.ufrag(),
        credentials.pwd(),
        candidates,
        rtcp.stream().flatMap(this::candidates).toList(),
        identity.fingerprint());
  }

  private Stream<Reserved.Candidate> candidates(WebRtcSocket socket) {
    int port = socket.localAddress().getPort();
    return config.candidates().stream().map(address -> new Reserved.Candidate(address, port));
  }

  @Override
  public boolean prompt() {
    return true;
  }

  @Override
  public Optional<String> hindrance() {
    return webrtc.alive()
            && rtcp.stream().allMatch(WebRtcSocket::alive)
            && tcp.stream().allMatch(WebRtcTcp::alive)
        ? Optional.empty()
        : Optional.of("nobody receives on the WebRTC port");
  }

  @Override
  public void close() {
    tcp.ifPresent(WebRtcTcp::close);
    rtcp.ifPresent(WebRtcSocket::close);
    webrtc.close();
  }
}
