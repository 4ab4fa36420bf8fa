// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.MediaConfig;
import ringway.agw.codec.SpeechFormat;
import ringway.agw.dtls.Fingerprints;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtp.HeaderExtensions;
import ringway.agw.rtp.RtpSockets;
import ringway.agw.udp.OwnAddress;
import ringway.iq.Audit;
import ringway.iq.Configure;
import ringway.iq.EventQueue;
import ringway.iq.IqEvent;
import ringway.iq.Load;
import ringway.iq.MediaFailure;
import ringway.iq.Released;
import ringway.iq.Reserve;
import ringway.iq.Reserved;
import ringway.iq.SendDtmf;

/**
 * Answers what controllers ask, keeps the contexts, and joins whatever serves the browsers with our
 * own terminations towards the core. Thread-safe.
 */
public final class RelayEngine implements MediaEngine {
  private static final Logger log = LoggerFactory.getLogger(RelayEngine.class);
  private static final long TICK_MILLIS = 200;

  private final MediaConfig config;
  private final InetAddress coreAddress;
  private final Map<String, MediaContext> contexts = new ConcurrentHashMap<>();
  private final EngineParts parts;
  private final Thread ticker;
  private volatile boolean closed;

  private RelayEngine(MediaConfig config, MediaMeters meters, AccessPlane access) {
    this.config = config;
    coreAddress = config.rtp().localAddress();
    OwnAddress.require("rtp.address", coreAddress);
    RtpSockets core =
        new RtpSockets(
            "media-rtp",
            coreAddress,
            config.rtp().firstPort(),
            config.rtp().lastPort(),
            config.rtp().sourceFilter(),
            config.rtp().reportInterval(),
            config.rtp().threads(),
            config.dscp());
    parts =
        new EngineParts(
            access,
            core,
            new PlayClock("media-play", config.playOut().threadCount()),
            meters,
            new EventQueue("media-events"),
            config.policing(),
            config.playOut(),
            config.inactivityTime().toNanos());
    meters.gauge("ringway.media.contexts", contexts, Map::size);
    meters.gauge("ringway.media.foreign.coders", contexts, _ -> SpeechFormat.foreignCoders());
    for (SpeechFormat format : SpeechFormat.values()) {
      meters.codec(format.encoding(), format.isPresent());
    }
    ticker = Thread.ofPlatform().name("media-ticker").daemon().start(this::tick);
  }

  /**
   * @param access closed with the engine
   */
  public static RelayEngine start(MediaConfig config, MediaMeters meters, AccessPlane access) {
    try {
      return new RelayEngine(config, meters, access);
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
  }

  @Override
  public Reserved reserve(Reserve command) {
    requireOpen();
    // What may wait is done under the context's own lock, never under one of the map.
    MediaContext context = contexts.computeIfAbsent(command.context(), this::place);
    try {
      while (!context.reserve(command)) {
        contexts.remove(command.context(), context); // released meanwhile
        context = contexts.computeIfAbsent(command.context(), this::place);
      }
    } catch (RuntimeException e) {
      if (context.isEmpty()) {
        contexts.remove(command.context(), context);
      }
      throw e;
    }
    return new Reserved(
        command.context(),
        context.streams().stream().map(this::describe).toList(),
        SpeechFormat.present(),
        parts.access().telephoneEvent(),
        parts.access().headerExtensions());
  }

  private void requireOpen() {
    if (closed) {
      throw new MediaFailure(MediaFailure.Kind.UNREACHABLE, "the media function is going down");
    }
  }

  private MediaContext place(String context) {
    if (contexts.size() >= config.maxContexts()) {
      throw new MediaFailure(
          MediaFailure.Kind.NO_RESOURCES, "all " + config.maxContexts() + " contexts are in use");
    }
    return new MediaContext(context, parts, this::lost);
  }

  private Reserved.Stream describe(JoinedStream stream) {
    return new Reserved.Stream(
        stream.id(),
        stream.access().local(),
        new Reserved.RtpLocal(
            config.rtp().advertised(), stream.core().port(), stream.core().rtcpPort()));
  }

  @Override
  public Reserved.WebRtcLocal restartIce(String context, String stream) {
    return find(context, stream).access().restartIce();
  }

  private JoinedStream find(String context, String stream) {
    return find(context).stream(stream);
  }

  private MediaContext find(String context) {
    return Optional.ofNullable(contexts.get(context))
        .orElseThrow(
            () -> new MediaFailure(MediaFailure.Kind.UNKNOWN_CONTEXT, "no context " + context));
  }

  @Override
  public void configure(Configure command) {
    MediaContext context = find(command.context());
    context.stream(command.stream());
    command.webrtc().ifPresent(RelayEngine::requireFingerprint);
    if (!Stream.concat(command.access().stream(), command.core().stream())
        .allMatch(codec -> codec.payload() >= 0 && codec.payload() <= 127)) {
      throw refused("a payload type is 0 to 127");
    }
    if (!command.extensions().stream()
        .flatMapToInt(one -> IntStream.of(one.access(), one.core()))
        .allMatch(number -> number >= 1 && number <= HeaderExtensions.MOST)) {
      throw refused("a header extension is 1 to " + HeaderExtensions.MOST);
    }
    Optional<CoreRemote> remote = command.rtp().map(rtp -> CoreRemote.of(rtp, coreAddress));
    context.configure(command, remote);
  }

  @Override
  public void sendDtmf(SendDtmf command) {
    JoinedStream stream = find(command.context(), command.stream());
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

  private void lost(String context, String reason) {
    Optional.ofNullable(contexts.remove(context))
        .ifPresent(
            gone -> {
              log.warn("context lost context={} reason={}", context, reason);
              parts.events().add(new IqEvent.ContextLost(context, reason));
              gone.close();
            });
  }

  @Override
  public Audit audit() {
    return new Audit(contexts.values().stream().map(MediaContext::audit).toList());
  }

  @Override
  public Load load() {
    return Load.of(contexts.size(), config.maxContexts());
  }

  @Override
  public void onEvent(Consumer<IqEvent> listener) {
    parts.events().listen(listener);
  }

  @Override
  public boolean prompt() {
    return parts.access().prompt();
  }

  @Override
  public Optional<String> hindrance() {
    return closed ? Optional.of("the media function is going down") : parts.access().hindrance();
  }

  private void tick() {
    while (!closed) {
      try {
        Thread.sleep(TICK_MILLIS);
        long now = System.nanoTime();
        contexts.values().forEach(context -> context.watch(now));
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
    parts.clock().close();
    parts.core().close();
    parts.access().close();
    parts.events().close();
  }
}
