// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;

/**
 * What both sides hold to.
 *
 * @param met empty before the first answer
 */
record Agreement(AccessSide access, CoreSide core, Optional<Met> met) {
  /**
   * What the last offer and answer came to.
   *
   * @param told the core's description
   * @param asked what the browser has asked the core for; empty when the core offered
   */
  record Met(Terms terms, CoreDescription told, List<Codec> codecs, Optional<Asked> asked) {}

  /** The directions of an offer. */
  record Asked(Direction audio, Optional<Direction> video) {
    static Asked of(AccessDescription offer) {
      return new Asked(
          offer.audio().direction(), offer.video().map(stream -> stream.video().direction()));
    }
  }
}
