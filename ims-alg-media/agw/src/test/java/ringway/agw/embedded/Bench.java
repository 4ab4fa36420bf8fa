// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import ringway.agw.IceTcpConfig;
import ringway.agw.MediaConfig;
import ringway.agw.PlayOutConfig;
import ringway.agw.PolicingConfig;
import ringway.agw.RtpConfig;
import ringway.agw.WebRtcConfig;
import ringway.agw.engine.AccessPlane;
import ringway.agw.engine.EngineKind;
import ringway.agw.engine.MediaEngine;
import ringway.agw.engine.RelayEngine;
import ringway.agw.kurento.KurentoAccess;
import ringway.agw.kurento.KurentoConfig;
import ringway.agw.meter.Drop;
import ringway.agw.meter.MediaMeters;
import ringway.agw.peer.CorePhone;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.agw.rtp.SourceFilter;
import ringway.agw.rtpengine.RtpengineAccess;
import ringway.agw.rtpengine.RtpengineConfig;
import ringway.agw.srtp.SrtpProfile;
import ringway.iq.Audit;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.IqEvent;
import ringway.iq.IqListenerConfig;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.http.ListenerConfig;

/** An engine with one call between a WebRTC peer and a phone, for tests to set up as they like. */
public final class Bench implements AutoCloseable {
  public static final Duration SOON = Duration.ofSeconds(30);
  public static final Duration SHORT = Duration.ofMillis(150); // to see that nothing comes

  static {
    Awaitility.setDefaultTimeout(SOON); // a busy machine is no failure
  }

  public static final class Settings {
    public List<SrtpProfile> profiles = List.of(SrtpProfile.values());
    public Duration inactivity = Duration.ofMinutes(1);
    public Duration consent = Duration.ofSeconds(30);
    public Duration reports = Duration.ofSeconds(5);
    public Duration handshake = Duration.ofSeconds(30);
    public SourceFilter filter = SourceFilter.ADDRESS;
    public int firstPort;
    public int lastPort;
    public int maxContexts = 1000;
    public PolicingConfig policing = new PolicingConfig(true, 2, 256, 20_000);
    public PlayOutConfig playOut = PlayOutConfig.USUAL;
    public int maxHandshakes = 16;
    public IceTcpConfig tcp =
        new IceTcpConfig(false, 0, 4, Duration.ofSeconds(30), Duration.ofSeconds(60));
    public WebRtcConfig.Rtcp rtcp = new WebRtcConfig.Rtcp(true, Optional.empty());
    public EngineKind engine = EngineKind.EMBEDDED;
    public String address = "127.0.0.1";
    public List<String> advertised = List.of();
    public List<URI> rtpengines = List.of();
    public List<URI> kurentos = List.of();
    public Duration requestTime = Duration.ofSeconds(5);
    public Duration probe = Duration.ofMillis(200); // of which three unanswered end calls

    public MediaConfig config() {
      return new MediaConfig(
          engine,
          IqListenerConfig.loopback(0),
          ListenerConfig.loopback(0),
          new AdminConfig(Optional.empty()),
          Duration.ZERO,
          Duration.ofSeconds(30),
          new WebRtcConfig(
              address, 0, advertised, maxHandshakes, handshake, consent, profiles, tcp, rtcp),
          new RtpConfig("127.0.0.1", Optional.empty(), firstPort, lastPort, filter, reports, 2),
          new RtpengineConfig(
              rtpengines,
              "test",
              Optional.empty(),
              Optional.empty(),
              "127.0.0.1",
              0,
              0,
              1,
              requestTime,
              probe),
          new KurentoConfig(kurentos, "test", "127.0.0.1", 0, 0, 1, requestTime, probe),
          policing,
          playOut,
          46,
          inactivity,
          maxContexts);
    }
  }

  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AccessPlane access;
  public final MediaEngine engine;
  public final CorePhone phone = new CorePhone();
  public final BlockingQueue<IqEvent> events = new LinkedBlockingQueue<>();

  public Bench() {
    this(new Settings());
  }

  public Bench(Settings settings) {
    MediaConfig config = settings.config();
    MediaMeters counts = new MediaMeters(meters);
    access =
        switch (settings.engine) {
          case EMBEDDED -> EmbeddedAccess.open(config, counts);
          case RTPENGINE -> RtpengineAccess.open(config, counts);
          case KURENTO -> KurentoAccess.open(config, counts);
        };
    engine = RelayEngine.start(config, counts, access);
    engine.onEvent(events::add);
  }

  public Reserved.Stream reserve(String context) {
    return reserved(context).streams().getFirst();
  }

  /** What is told of a context with one stream of speech, which is there from then on. */
  public Reserved reserved(String context) {
    return engine.reserve(new Reserve(context, List.of(new Reserve.Stream("0", "audio"))));
  }

  /** What the answer of a peer and a phone would make the eP-CSCF say. */
  public Configure command(String context, WebRtcPeer peer, Configure.DtlsRole localRole) {
    return new Configure(
        context,
        "0",
        Optional.of(
            new Configure.WebRtcRemote(
                peer.ufrag(),
                peer.pwd(),
                List.of(new Fingerprint("sha-256", peer.localFingerprint())),
                localRole,
                List.of(Rtp.SSRC))),
        Optional.of(new Configure.RtpRemote("127.0.0.1", phone.port(), phone.rtcpPort())),
        Configure.Gate.OPEN,
        List.of(),
        List.of());
  }

  /** With a header extension that passes. */
  public static Configure withExtension(Configure command, int access, int core) {
    return new Configure(
        command.context(),
        command.stream(),
        command.webrtc(),
        command.rtp(),
        command.gate(),
        command.access(),
        command.core(),
        command.accessFeedback(),
        command.coreFeedback(),
        command.limits(),
        List.of(new Configure.HeaderExtension(access, core)));
  }

  public static Configure withGate(Configure command, Configure.Gate gate) {
    return new Configure(
        command.context(),
        command.stream(),
        command.webrtc(),
        command.rtp(),
        gate,
        command.access(),
        command.core());
  }

  /** The same of a browser without rtcp-mux. */
  public Configure commandWithoutMux(
      String context, WebRtcPeer peer, Configure.DtlsRole localRole) {
    Configure told = command(context, peer, localRole);
    Configure.WebRtcRemote muxed = told.webrtc().orElseThrow();
    return new Configure(
        context,
        told.stream(),
        Optional.of(
            new Configure.WebRtcRemote(
                muxed.ufrag(),
                muxed.pwd(),
                muxed.fingerprints(),
                muxed.localRole(),
                muxed.sources(),
                false)),
        told.rtp(),
        told.gate(),
        List.of(Codec.of(Rtp.PCMA, "PCMA", 8000)),
        List.of(Codec.of(Rtp.PCMA, "PCMA", 8000)));
  }

  /** A call that is up: reserve, configure, checks, handshake. */
  public Reserved.Stream call(String context, WebRtcPeer peer) {
    Reserved.Stream local = reserve(context);
    engine.configure(command(context, peer, Configure.DtlsRole.PASSIVE));
    connect(peer, local, true);
    awaitEvent(IqEvent.DtlsUp.class);
    return local;
  }

  public void connect(WebRtcPeer peer, Reserved.Stream local, boolean peerIsDtlsClient) {
    connect(peer, local, local.webrtc().candidates(), peerIsDtlsClient);
  }

  /** One component, whose candidates they are. */
  public void connect(
      WebRtcPeer peer,
      Reserved.Stream local,
      List<Reserved.Candidate> candidates,
      boolean peerIsDtlsClient) {
    checks(peer, local.webrtc(), candidates);
    peer.handshake(local.webrtc().fingerprint().value(), peerIsDtlsClient);
  }

  /** ICE alone. */
  public static void checks(
      WebRtcPeer peer, Reserved.WebRtcLocal local, List<Reserved.Candidate> candidates) {
    Reserved.Candidate candidate = candidates.getFirst();
    peer.ice(
        new InetSocketAddress(candidate.address(), candidate.port()),
        local.ufrag(),
        local.pwd(),
        true);
  }

  public int webRtcPort() {
    return ((EmbeddedAccess) access).port();
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), webRtcPort());
  }

  /** The next event of the type; others before it are skipped. */
  public <T extends IqEvent> T awaitEvent(Class<T> type) {
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

  public double dropped(Drop reason) {
    return meters.counter("ringway.media.dropped", "reason", reason.label()).count();
  }

  public Audit.Stream audit(String context) {
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
