// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.util.List;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/** The messages of a call as a ladder: browsers, this node, the core. */
final class CallLadder {
  private static final int FLOW_SHOWN = 8;

  private CallLadder() {}

  static Ladder of(List<Passage> passages) {
    Ladder ladder = new Ladder();
    for (Passage passage : passages) {
      Actor peer = actor(passage.hop());
      boolean in = passage.heading() == Heading.IN;
      ladder.record(
          passage.at(),
          in ? peer : Actor.EP_CSCF,
          in ? Actor.EP_CSCF : peer,
          passage.title(),
          passage.masked());
    }
    return ladder;
  }

  private static Actor actor(Hop hop) {
    String place = hop.place();
    return hop.access()
        ? Actor.wic(place.substring(0, Math.min(FLOW_SHOWN, place.length())))
        : new Actor(Actor.Kind.CORE, place);
  }
}
