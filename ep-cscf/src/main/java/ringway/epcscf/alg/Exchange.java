// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;

/** How far the offer and answer under way are. */
sealed interface Exchange {
  record None() implements Exchange {}

  /**
   * @param answered the codecs of the answer the browser may already have applied
   */
  record ByAccess(AccessDescription offer, Agreement base, Optional<List<Codec>> answered)
      implements Exchange {}

  /**
   * @param answered what the browser has said to it
   */
  record ByCore(CoreDescription offer, Agreement base, Optional<AccessDescription> answered)
      implements Exchange {}
}
