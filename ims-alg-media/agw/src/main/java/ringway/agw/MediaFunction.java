// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import ringway.agw.embedded.EmbeddedAccess;
import ringway.agw.engine.AccessPlane;
import ringway.agw.engine.MediaEngine;
import ringway.agw.engine.RelayEngine;
import ringway.agw.meter.MediaMeters;
import ringway.agw.rtpengine.RtpengineAccess;
import ringway.iq.IqServer;
import ringway.iq.MediaGateway;
import ringway.runtime.FunctionRuntime;

/** A running media function. */
public final class MediaFunction implements AutoCloseable {
  private final FunctionRuntime runtime;
  private final MediaEngine engine;
  private final IqServer iq;

  private MediaFunction(FunctionRuntime runtime, MediaConfig config) {
    this.runtime = runtime;
    MediaMeters meters = new MediaMeters(runtime.metrics());
    engine = runtime.closing("engine", RelayEngine.start(config, meters, access(config, meters)));
    iq =
        runtime.closing(
            "iq", IqServer.start(config.iq(), config.orphanTime(), engine, runtime.metrics()));
    runtime.health().require("engine", engine::hindrance);
    runtime.started(config.management());
  }

  private static AccessPlane access(MediaConfig config, MediaMeters meters) {
    return switch (config.engine()) {
      case EMBEDDED -> EmbeddedAccess.open(config, meters);
      case RTPENGINE -> RtpengineAccess.open(config, meters);
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

  @Override
  public void close() {
    runtime.close();
  }
}
