// SPDX-License-Identifier: Apache-2.0
package ringway.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.health.Health;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/**
 * The frame of one function: its management port (health, metrics, admin routes), its meters, and
 * the list of what has to be closed, last opened first.
 */
public final class FunctionRuntime implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FunctionRuntime.class);

  private record Part(String name, AutoCloseable closeable) {}

  private final String function;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Health health = new Health();
  private final Router management = new Router();
  private final Deque<Part> parts = new ArrayDeque<>(); // guarded by this
  private volatile boolean started;
  private volatile boolean draining;

  public FunctionRuntime(String function) {
    this.function = function;
    metrics.config().commonTags(List.of(Tag.of("function", function)));
    JvmGcMetrics gc = closing("gc metrics", new JvmGcMetrics());
    gc.bindTo(metrics);
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    health.require("started", () -> started ? Optional.empty() : Optional.of("still starting"));
    health.require("draining", () -> draining ? Optional.of("shutting down") : Optional.empty());
    management
        .get("/health/live", _ -> HttpReply.json(200, Map.of("status", "up")))
        .get("/health/ready", _ -> ready())
        .get(
            "/metrics",
            _ ->
                HttpReply.of(200)
                    .withBody(
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.scrape().getBytes(StandardCharsets.UTF_8)));
  }

  private HttpReply ready() {
    Map<String, String> problems = health.problems();
    return HttpReply.json(
        problems.isEmpty() ? 200 : 503,
        Map.of("status", problems.isEmpty() ? "ready" : "not ready", "problems", problems));
  }

  /** Call once everything the function needs is open: opens the management port, turns ready. */
  public void started(ListenerConfig managementListener) {
    HttpListener listener =
        HttpListener.start(function + "-management", managementListener, management);
    closingLast("management", listener);
    started = true;
    log.info("started function={} management-port={}", function, listener.port());
  }

  /** Registers something to be closed with the function; returns it. */
  public synchronized <T extends AutoCloseable> T closing(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /** The management port stays open to the end: balancers read there that we are shutting down. */
  private synchronized void closingLast(String name, AutoCloseable part) {
    parts.addLast(new Part(name, part));
  }

  public MeterRegistry metrics() {
    return metrics;
  }

  public Health health() {
    return health;
  }

  /** Routes of the management port; add admin routes before {@link #started}. */
  public Router management() {
    return management;
  }

  /** Turns the readiness check red, so that balancers send no new work. */
  public void drain() {
    draining = true;
  }

  /** Closes every part, last opened first; a part that fails does not keep the others open. */
  @Override
  public void close() {
    drain();
    while (true) {
      Part part;
      synchronized (this) {
        part = parts.poll();
      }
      if (part == null) {
        log.info("stopped function={}", function);
        return;
      }
      try {
        part.closeable().close();
      } catch (Exception e) {
        log.warn("did not close cleanly function={} part={}", function, part.name(), e);
      }
    }
  }
}
