// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import ringway.iq.Load;
import ringway.iq.MediaGateway;

/** One media function, as this eP-CSCF sees it. Thread-safe. */
final class AccessGateway {
  /** Whether it may be given a call. */
  enum State {
    AVAILABLE,
    DRAINING,
    UNREACHABLE
  }

  private final String name;
  private final MediaGateway gateway;
  private final AtomicInteger held = new AtomicInteger(); // contexts of ours
  private final Counter reserved;
  private final Counter failed;

  AccessGateway(String name, MediaGateway gateway, MeterRegistry metrics) {
    this.name = name;
    this.gateway = gateway;
    reserved = reservations(metrics, "reserved");
    failed = reservations(metrics, "failed");
    gauge(metrics, "up", one -> one.gateway.available() ? 1 : 0);
    gauge(metrics, "draining", one -> one.gateway.load().draining() ? 1 : 0);
    gauge(metrics, "contexts", one -> one.load().contexts());
    gauge(metrics, "capacity", one -> one.load().capacity());
  }

  private Counter reservations(MeterRegistry metrics, String outcome) {
    return metrics.counter(
        "ringway.media.function.reservations", "media", name, "outcome", outcome);
  }

  private void gauge(MeterRegistry metrics, String what, ToDoubleFunction<AccessGateway> value) {
    Gauge.builder("ringway.media.function." + what, this, value)
        .tag("media", name)
        .register(metrics);
  }

  String name() {
    return name;
  }

  MediaGateway gateway() {
    return gateway;
  }

  State state() {
    if (!gateway.available()) {
      return State.UNREACHABLE;
    }
    return gateway.load().draining() ? State.DRAINING : State.AVAILABLE;
  }

  /** As it has told last, and not below what we know ourselves by now. */
  Load load() {
    Load told = gateway.load();
    return new Load(
        Math.max(told.contexts(), held.get()), told.capacity(), told.cpu(), told.draining());
  }

  int held() {
    return held.get();
  }

  void took() {
    reserved.increment();
    held.incrementAndGet();
  }

  void refused() {
    failed.increment();
  }

  void released() {
    held.decrementAndGet();
  }
}
