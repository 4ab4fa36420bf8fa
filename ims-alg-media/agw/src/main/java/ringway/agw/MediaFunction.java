// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.agw.embedded.EmbeddedAccess;
import ringway.agw.engine.AccessPlane;
import ringway.agw.engine.MediaEngine;
import ringway.agw.engine.RelayEngine;
import ringway.agw.kurento.KurentoAccess;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtpengine.RtpengineAccess;
import ringway.iq.IqServer;
import ringway.iq.MediaGateway;
import ringway.runtime.FunctionRuntime;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** A running media function. */
public final class MediaFunction implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MediaFunction.class);
  private static final long CHECK_MILLIS = 50;

  private final FunctionRuntime runtime;
  private final MediaEngine engine;
  private final IqServer iq;
  private final Duration drainTime;
  private final AtomicBoolean closed = new AtomicBoolean();

  private MediaFunction(FunctionRuntime runtime, MediaConfig config) {
    this.runtime = runtime;
    MediaMeters meters = new MediaMeters(runtime.metrics());
    engine = runtime.closing("engine", RelayEngine.start(config, meters, access(config, meters)));
    iq =
        runtime.closing(
            "iq", IqServer.start(config.iq(), config.orphanTime(), engine, runtime.metrics()));
    runtime.health().require("engine", engine::hindrance);
    drainTime = config.drainTime();
    config
        .admin()
        .guard()
        .ifPresent(admin -> runtime.management().post("/admin/drain", admin.guard(this::drained)));
    runtime.started(config.management());
  }

  private static AccessPlane access(MediaConfig config, MediaMeters meters) {
    return switch (config.engine()) {
      case EMBEDDED -> EmbeddedAccess.open(config, meters);
      case RTPENGINE -> RtpengineAccess.open(config, meters);
      case KURENTO -> KurentoAccess.open(config, meters);
    };
  }

  public static MediaFunction start(MediaConfig config) {
    FunctionRuntime runtime = new FunctionRuntime("media");
    try {
      return new MediaFunction(runtime, config);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /** The port of Iq, the real one when the settings say 0. */
  public int iqPort() {
    return iq.port();
  }

  /** The gateway itself, for a controller in the same process. */
  public MediaGateway gateway() {
    return engine;
  }

  /** Takes no more calls, says so to its controllers, and is not ready any more. */
  public void drain() {
    runtime.drain();
    iq.drain();
  }

  private HttpReply drained(HttpRequest request) {
    drain();
    log.info("draining contexts={}", iq.contexts());
    return HttpReply.json(202, Map.of("draining", true, "contexts", iq.contexts())).noStore();
  }

  /** Drains, waits for the calls there are as long as the settings say, and ends. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    drain();
    try {
      if (!awaitCalls()) {
        log.warn("ends with calls under way contexts={}", iq.contexts());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    runtime.close();
  }

  private boolean awaitCalls() throws InterruptedException {
    long end = System.nanoTime() + drainTime.toNanos();
    while (iq.contexts() > 0) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(CHECK_MILLIS);
    }
    return true;
  }
}
