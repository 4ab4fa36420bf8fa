// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import io.micrometer.core.instrument.MeterRegistry;
import ringway.iq.IqClient;
import ringway.iq.MediaGateway;

/** The media functions this eP-CSCF may use. */
public final class MediaFunctions {
  private MediaFunctions() {}

  /** Returns after the first attempt to connect, whether it succeeded or not. */
  public static MediaGateway connect(MediaFunctionsConfig config, MeterRegistry metrics) {
    return IqClient.connect(
        config.functions().getFirst(),
        config.access(),
        IqClient.Limits.lostAfter(config.lostAfter()));
  }
}
