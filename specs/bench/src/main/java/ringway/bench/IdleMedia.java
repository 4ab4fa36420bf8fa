// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.IOException;
import ringway.agw.MediaConfig;
import ringway.agw.MediaFunction;

/** A media function on free ports, for an eP-CSCF to find. */
public final class IdleMedia {
  private IdleMedia() {}

  public static MediaFunction start() throws IOException {
    return MediaFunction.start(
        Settings.of("media", "iq: {port: 0}\nmanagement: {port: 0}", MediaConfig.class));
  }
}
