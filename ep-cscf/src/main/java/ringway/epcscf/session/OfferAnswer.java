// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.util.Optional;

/**
 * Who offers and who answers within one INVITE, UPDATE or PRACK (RFC 3264, RFC 6337 §2): the first
 * description is the offer, what then comes from the other side is its answer, however often it is
 * repeated in provisional and final responses.
 */
final class OfferAnswer {
  enum Part {
    OFFER,
    ANSWER
  }

  private Optional<Side> offerer = Optional.empty();
  private boolean answered;

  /** What a description from that side is. */
  Part part(Side from) {
    if (offerer.isEmpty()) {
      offerer = Optional.of(from);
    }
    if (offerer.get() == from) {
      return Part.OFFER;
    }
    answered = true;
    return Part.ANSWER;
  }

  boolean isOfferOf(Side side) {
    return offerer.filter(side::equals).isPresent();
  }

  /** An offer of that side waits for its answer. */
  boolean pendingFrom(Side side) {
    return offerer.filter(side::equals).isPresent() && !answered;
  }
}
