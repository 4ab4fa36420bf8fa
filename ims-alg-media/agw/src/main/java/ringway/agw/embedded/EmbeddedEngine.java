// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.MediaConfig;
import ringway.agw.dtls.DtlsIdentity;
import ringway.agw.dtls.DtlsSettings;
import ringway.agw.dtls.DtlsWarmUp;
import ringway.agw.dtls.Fingerprints;
import ringway.agw.ice.IceCredentials;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.RtpSockets;
import ringway.agw.srtp.SrtpSession;
import ringway.iq.Audit;
import ringway.iq.Configure;
import ringway.iq.EventQueue;
import ringway.iq.IqEvent;
import ringway.iq.MediaFailure;
import ringway.iq.MediaGateway;
import ringway.iq.Released;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;
import ringway.runtime.config.ConfigError;

/** The media gateway inside this process. Thread-safe. */
public final class EmbeddedEngine implements MediaGateway {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedEngine.class);
  private static final long TICK_MILLIS = 200;

  private final MediaConfig config;
  private final InetAddress rtpAddress;
  private final DtlsIdentity identity = DtlsIdentity.create();
  private final EventQueue events = new EventQueue("media-events");
  private final Map<String, MediaContext> contexts = new ConcurrentHashMap<>();
  private final EngineParts parts;
  private final Thread ticker;
  private volatile boolean closed;

  private EmbeddedEngine(MediaConfig config, MeterRegistry registry) {
    this.config = config;
    rtpAddress = address(config.rtp().address());
    MediaMeters meters = new MediaMeters(registry);
    WebRtcSocket webrtc =
        WebRtcSocket.open(address(config.webrtc().address()), config.webrtc().port(), meters);
    RtpSockets rtp =
        new RtpSockets(
            rtpAddress,
            config.rtp().firstPort(),
            config.rtp().lastPort(),
            config.rtp().sourceFilter(),
            config.rtp().reportInterval(),
            config.rtp().threads());
    parts =
        new EngineParts(
            webrtc,
            rtp,
            new DtlsSettings(
                identity, config.webrtc().srtpProfiles(), config.webrtc().handshakeTime()),
            new Semaphore(config.webrtc().maxHandshakes()),
            meters,
            events,
            config.webrtc().consentTime().toNanos(),
            config.inactivityTime().toNanos(),
            config.rtp().reportInterval().toNanos());
    meters.gauge("ringway.media.contexts", contexts, Map::size);
    meters.gauge("ringway.media.addresses", webrtc, WebRtcSocket::boundAddresses);
    meters.gauge(
        "ringway.media.handshakes.running",
        parts.handshakePlaces(),
        places -> config.webrtc().maxHandshakes() - places.availablePermits());
    ticker = Thread.ofPlatform().name("media-ticker").daemon().start(this::tick);
  }

  public static EmbeddedEngine start(MediaConfig config, MeterRegistry registry) {
    SrtpSession.warmUp();
    EmbeddedEngine engine = new EmbeddedEngine(config, registry);
    Thread.ofVirtual().name("media-warm-up").start(engine::warmUp);
    return engine;
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

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new ConfigError("media: address " + text + " does not resolve", e);
    }
  }

  public int webRtcPort() {
    return parts.webrtc().localAddress().getPort();
  }

  @Override
  public Reserved reserve(Reserve command) {
    requireOpen();
    MediaContext context =
        contexts.compute(
            command.context(), (_, known) -> known == null ? open(command) : same(known, command));
    return new Reserved(
        command.context(),
        context.streams().stream().map(stream -> describe(context, stream)).toList());
  }

  private void requireOpen() {
    if (closed) {
      throw new MediaFailure(MediaFailure.Kind.UNREACHABLE, "the media function is going down");
    }
  }

  private MediaContext open(Reserve command) {
    if (contexts.size() >= config.maxContexts()) {
      throw new MediaFailure(
          MediaFailure.Kind.NO_RESOURCES, "all " + config.maxContexts() + " contexts are in use");
    }
    return MediaContext.open(command, parts);
  }

  private static MediaContext same(MediaContext known, Reserve command) {
    known.reserveAgain(command);
    return known;
  }

  private Reserved.Stream describe(MediaContext context, MediaStream stream) {
    return new Reserved.Stream(
        stream.id(),
        webRtc(context.credentials()),
        new Reserved.RtpLocal(
            config.rtp().advertised(), stream.core().port(), stream.core().rtcpPort()));
  }

  private Reserved.WebRtcLocal webRtc(IceCredentials credentials) {
    int port = webRtcPort();
    List<Reserved.Candidate> candidates =
        config.webrtc().candidates().stream()
            .map(address -> new Reserved.Candidate(address, port))
            .toList();
    return new Reserved.WebRtcLocal(
        credentials.ufrag(), credentials.pwd(), candidates, identity.fingerprint());
  }

  @Override
  public Reserved.WebRtcLocal restartIce(String context, String stream) {
    find(context, stream);
    return webRtc(find(context).restartIce());
  }

  private MediaContext find(String context) {
    return Optional.ofNullable(contexts.get(context))
        .orElseThrow(
            () -> new MediaFailure(MediaFailure.Kind.UNKNOWN_CONTEXT, "no context " + context));
  }

  private MediaStream find(String context, String stream) {
    return find(context).stream(stream)
        .orElseThrow(() -> refused("context " + context + " has no stream " + stream));
  }

  @Override
  public void configure(Configure command) {
    MediaStream stream = find(command.context(), command.stream());
    command.webrtc().ifPresent(EmbeddedEngine::requireFingerprint);
    if (!Stream.concat(command.access().stream(), command.core().stream())
        .allMatch(codec -> codec.payload() >= 0 && codec.payload() <= 127)) {
      throw refused("a payload type is 0 to 127");
    }
    Optional<CoreRemote> remote = command.rtp().map(rtp -> CoreRemote.of(rtp, rtpAddress));
    stream.configure(command, remote);
  }

  @Override
  public void sendDtmf(SendDtmf command) {
    MediaStream stream = find(command.context(), command.stream());
    if (!command.digits().matches("[0-9*#A-D]{1,32}")) {
      throw refused("digits are 1 to 32 of 0-9*#A-D");
    }
    if (command.durationMillis() < SendDtmf.SHORTEST
        || command.durationMillis() > SendDtmf.LONGEST) {
      throw refused(
          "a digit lasts " + SendDtmf.SHORTEST + " to " + SendDtmf.LONGEST + " milliseconds");
    }
    stream.sendDtmf(command);
  }

  private static void requireFingerprint(Configure.WebRtcRemote remote) {
    if (remote.fingerprints().stream().noneMatch(Fingerprints::usable)) {
      throw refused("a fingerprint with sha-256, sha-384 or sha-512 is needed");
    }
  }

  private static MediaFailure refused(String message) {
    return new MediaFailure(MediaFailure.Kind.BAD_COMMAND, message);
  }

  @Override
  public Released release(String context) {
    return Optional.ofNullable(contexts.remove(context))
        .map(MediaContext::release)
        .orElseGet(() -> Released.nothing(context));
  }

  @Override
  public Audit audit() {
    return new Audit(contexts.values().stream().map(MediaContext::audit).toList());
  }

  @Override
  public void onEvent(Consumer<IqEvent> listener) {
    events.listen(listener);
  }

  @Override
  public boolean available() {
    return !closed && parts.webrtc().alive();
  }

  private void tick() {
    while (!closed) {
      try {
        Thread.sleep(TICK_MILLIS);
        long now = System.nanoTime();
        contexts.values().forEach(context -> context.tick(now));
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        log.error("a stream could not be watched", e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    ticker.interrupt();
    List.copyOf(contexts.keySet()).forEach(this::release);
    parts.rtp().close();
    parts.webrtc().close();
    events.close();
  }
}
