// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import ringway.agw.MediaConfig;
import ringway.agw.RtpConfig;
import ringway.agw.WebRtcConfig;
import ringway.agw.engine.EngineKind;
import ringway.agw.engine.MediaEngine;
import ringway.agw.engine.RelayEngine;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.rtp.SourceFilter;
import ringway.agw.srtp.SrtpProfile;
import ringway.iq.Audit;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.IqEvent;
import ringway.iq.IqListenerConfig;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.runtime.http.ListenerConfig;

/** An engine with one call between a WebRTC peer and a phone, for tests to set up as they like. */
final class Bench implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);
  static final Duration SHORT = Duration.ofMillis(150); // to see that nothing comes

  static {
    Awaitility.setDefaultTimeout(SOON); // a busy machine is no failure
  }

  static final class Settings {
    List<SrtpProfile> profiles = List.of(SrtpProfile.values());
    Duration inactivity = Duration.ofMinutes(1);
    Duration consent = Duration.ofSeconds(30);
    Duration reports = Duration.ofSeconds(5);
    Duration handshake = Duration.ofSeconds(30);
    SourceFilter filter = SourceFilter.ADDRESS;
    int firstPort;
    int lastPort;
    int maxContexts = 1000;
    int maxHandshakes = 16;

    MediaConfig config() {
      return new MediaConfig(
          EngineKind.EMBEDDED,
          IqListenerConfig.loopback(0),
          ListenerConfig.loopback(0),
          Duration.ofSeconds(30),
          new WebRtcConfig("127.0.0.1", 0, List.of(), maxHandshakes, handshake, consent, profiles),
          new RtpConfig("127.0.0.1", Optional.empty(), firstPort, lastPort, filter, reports, 2),
          inactivity,
          maxContexts);
    }
  }

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EmbeddedAccess access;
  final MediaEngine engine;
  final CorePhone phone = new CorePhone();
  final BlockingQueue<IqEvent> events = new LinkedBlockingQueue<>();

  Bench() {
    this(new Settings());
  }

  Bench(Settings settings) {
    MediaConfig config = settings.config();
    MediaMeters counts = new MediaMeters(meters);
    access = EmbeddedAccess.open(config, counts);
    engine = RelayEngine.start(config, counts, access);
    engine.onEvent(events::add);
  }

  Reserved.Stream reserve(String context) {
    return engine
        .reserve(new Reserve(context, List.of(new Reserve.Stream("0", "audio"))))
        .streams()
        .getFirst();
  }

  /** What the answer of a peer and a phone would make the eP-CSCF say. */
  Configure command(String context, WebRtcPeer peer, Configure.DtlsRole localRole) {
    return new Configure(
        context,
        "0",
        Optional.of(
            new Configure.WebRtcRemote(
                peer.ufrag(),
                peer.pwd(),
                List.of(new Fingerprint("sha-256", peer.localFingerprint())),
                localRole)),
        Optional.of(new Configure.RtpRemote("127.0.0.1", phone.port(), phone.rtcpPort())),
        Configure.Gate.OPEN,
        List.of(),
        List.of());
  }

  static Configure withGate(Configure command, Configure.Gate gate) {
    return new Configure(
        command.context(),
        command.stream(),
        command.webrtc(),
        command.rtp(),
        gate,
        command.access(),
        command.core());
  }

  /** A call that is up: reserve, configure, checks, handshake. */
  Reserved.Stream call(String context, WebRtcPeer peer) {
    Reserved.Stream local = reserve(context);
    engine.configure(command(context, peer, Configure.DtlsRole.PASSIVE));
    connect(peer, local, true);
    awaitEvent(IqEvent.DtlsUp.class);
    return local;
  }

  void connect(WebRtcPeer peer, Reserved.Stream local, boolean peerIsDtlsClient) {
    peer.connect(
        address(),
        local.webrtc().ufrag(),
        local.webrtc().pwd(),
        local.webrtc().fingerprint().value(),
        peerIsDtlsClient);
  }

  int webRtcPort() {
    return access.port();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), webRtcPort());
  }

  /** The next event of the type; others before it are skipped. */
  <T extends IqEvent> T awaitEvent(Class<T> type) {
    long end = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() - end < 0) {
      try {
        if (events.poll(100, TimeUnit.MILLISECONDS) instanceof IqEvent event
            && type.isInstance(event)) {
          return type.cast(event);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " within " + SOON);
  }

  double dropped(Drop reason) {
    return meters.counter("ringway.media.dropped", "reason", reason.label()).count();
  }

  Audit.Stream audit(String context) {
    return engine.audit().contexts().stream()
        .filter(held -> held.id().equals(context))
        .findFirst()
        .orElseThrow()
        .streams()
        .getFirst();
  }

  @Override
  public void close() {
    engine.close();
    phone.close();
  }
}
