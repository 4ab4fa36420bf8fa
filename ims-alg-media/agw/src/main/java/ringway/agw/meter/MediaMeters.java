// SPDX-License-Identifier: Apache-2.0
package ringway.agw.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The meters of the media function; one per process, looked up once and never per packet. */
public final class MediaMeters {
  private final MeterRegistry registry;
  private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
  private final Counter accessToCore;
  private final Counter coreToAccess;
  private final Counter resent;
  private final Counter concealed;
  private final Counter shortened;
  private final Counter handshakesUp;
  private final Counter handshakesFailed;
  private final Timer handshakeTime;

  public MediaMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Drop reason : Drop.values()) {
      dropped.put(reason, registry.counter("ringway.media.dropped", "reason", reason.label()));
    }
    accessToCore = registry.counter("ringway.media.packets", "direction", "access-to-core");
    coreToAccess = registry.counter("ringway.media.packets", "direction", "core-to-access");
    resent = registry.counter("ringway.media.resent");
    concealed = registry.counter("ringway.media.playout", "frames", "concealed");
    shortened = registry.counter("ringway.media.playout", "frames", "shortened");
    handshakesUp = registry.counter("ringway.media.handshakes", "outcome", "up");
    handshakesFailed = registry.counter("ringway.media.handshakes", "outcome", "failed");
    handshakeTime = registry.timer("ringway.media.handshake.time");
  }

  public void dropped(Drop reason) {
    dropped.get(reason).increment();
  }

  public void relayedToCore() {
    accessToCore.increment();
  }

  public void relayedToAccess() {
    coreToAccess.increment();
  }

  /** A packet of a picture has gone to a browser once more. */
  public void resent() {
    resent.increment();
  }

  /** A frame of transcoded speech was made up, as what it was to be made of had not come. */
  public void concealed() {
    concealed.increment();
  }

  /** A frame of transcoded speech was left out, to catch up with the sender. */
  public void shortened() {
    shortened.increment();
  }

  public void handshakeUp(Duration took) {
    handshakesUp.increment();
    handshakeTime.record(took);
  }

  public void handshakeFailed() {
    handshakesFailed.increment();
  }

  /** Whether this machine can transcode a codec. */
  public void codec(String encoding, boolean present) {
    Gauge.builder("ringway.media.codec", () -> present ? 1 : 0)
        .tag("codec", encoding)
        .register(registry);
  }

  public <T> void gauge(String name, T subject, ToDoubleFunction<T> value) {
    registry.gauge(name, subject, value);
  }
}
