// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.Optional;
import ringway.iq.MediaGateway;

/** What carries the media of a media function, whatever it is made of. */
public interface MediaEngine extends MediaGateway {
  /** What keeps it from taking calls now; empty when nothing does. */
  Optional<String> hindrance();

  @Override
  default boolean available() {
    return hindrance().isEmpty();
  }
}
