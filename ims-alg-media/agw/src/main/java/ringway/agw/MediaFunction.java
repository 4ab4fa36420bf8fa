// SPDX-License-Identifier: Apache-2.0
package ringway.agw;

import java.util.Optional;
import ringway.agw.embedded.EmbeddedEngine;
import ringway.iq.IqServer;
import ringway.iq.MediaGateway;
import ringway.runtime.FunctionRuntime;

/** A running media function. */
public final class MediaFunction implements AutoCloseable {
  private final FunctionRuntime runtime;
  private final EmbeddedEngine engine;
  private final IqServer iq;

  private MediaFunction(FunctionRuntime runtime, MediaConfig config) {
    this.runtime = runtime;
    engine = runtime.closing("engine", EmbeddedEngine.start(config, runtime.metrics()));
    iq =
        runtime.closing(
            "iq", IqServer.start(config.iq(), config.orphanTime(), engine, runtime.metrics()));
    runtime
        .health()
        .require(
            "webrtc port",
            () ->
                engine.available()
                    ? Optional.empty()
                    : Optional.of("nobody receives on the WebRTC port"));
    runtime.started(config.management());
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

  /** The UDP port of the WebRTC side, the real one when the settings say 0. */
  public int webRtcPort() {
    return engine.webRtcPort();
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
