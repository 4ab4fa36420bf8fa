// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.cdr;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import ringway.iq.SideReport;

/**
 * How the speech from one side may have sounded, estimated from loss and delay alone by the E-model
 * (ITU-T G.107, with the codec figures of G.113 appendix I).
 */
final class Quality {
  /** R of a perfect narrowband connection. */
  private static final double BEST = 93.2;

  /** A jitter buffer holds about twice the jitter and one packet. */
  private static final double PACKET_MILLIS = 20;

  private static final double USUAL_DELAY = 50;

  /** Beyond this people begin to talk at the same time. */
  private static final double BEARABLE_DELAY = 177.3;

  private static final Set<String> PICTURES = Set.of("vp8", "h264");

  private Quality() {}

  /** A mean opinion score from 1 to 4.5; empty of a picture, and when nothing was heard. */
  static Optional<Double> of(SideReport side) {
    if (side.received().packets() == 0 || is(side, PICTURES)) {
      return Optional.empty();
    }
    double delay =
        side.peer().flatMap(SideReport.Peer::roundTripMillis).map(t -> t / 2).orElse(USUAL_DELAY)
            + 2 * side.jitterMillis()
            + PACKET_MILLIS;
    return Optional.of(
        score(BEST - delayImpairment(delay) - lossImpairment(side, lossPercent(side))));
  }

  /**
   * What was lost in the network, and what came but was not played (RFC 3611 §4.7.1: discarded).
   * Frames concealed are not counted: each stands for one of these, or for a pause or a delay.
   */
  private static double lossPercent(SideReport side) {
    long expected = side.received().packets() + side.lost();
    long discarded = side.playOut().map(buffer -> buffer.tooLate() + buffer.shortened()).orElse(0L);
    return Math.min(100, 100.0 * (side.lost() + discarded) / expected);
  }

  /** G.107 §3.4 in its usual approximation. */
  private static double delayImpairment(double millis) {
    double beyond = Math.max(0, millis - BEARABLE_DELAY);
    return 0.024 * millis + 0.11 * beyond;
  }

  /** G.107 §3.5: Ie,eff = Ie + (95 - Ie) · Ppl / (Ppl + Bpl). */
  private static double lossImpairment(SideReport side, double lossPercent) {
    double robustness = is(side, Set.of("opus")) ? 20 : 4.3;
    return 95 * lossPercent / (lossPercent + robustness);
  }

  private static boolean is(SideReport side, Set<String> codecs) {
    return side.codec()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(codecs::contains)
        .isPresent();
  }

  /** G.107 annex B. */
  private static double score(double rating) {
    double r = Math.clamp(rating, 0, 100);
    return Math.clamp(1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6, 1, 4.5);
  }
}
