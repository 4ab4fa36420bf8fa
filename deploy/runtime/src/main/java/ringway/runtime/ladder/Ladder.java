// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.ladder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The messages of one flow as they were sent and seen, and the step the flow is at. */
public final class Ladder {
  private static final int LONGEST = 2000;

  private final List<Actor> actors = new ArrayList<>(); // guarded by this
  private final List<Rung> rungs = new ArrayList<>(); // guarded by this
  private int step; // guarded by this
  private String stepText = "nothing yet"; // guarded by this

  /** A column even when nothing touches it. */
  public synchronized void add(Actor actor) {
    if (!actors.contains(actor)) {
      actors.add(actor);
      actors.sort(Comparator.comparing(Actor::kind));
    }
  }

  /** Writes a message down; past the bound only the count of rungs grows no more. */
  public void record(Actor from, Actor to, String title, String text) {
    record(Instant.now(), from, to, title, text);
  }

  /** The same for what was seen elsewhere, at the time it was seen there. */
  public synchronized void record(Instant at, Actor from, Actor to, String title, String text) {
    add(from);
    add(to);
    if (rungs.size() < LONGEST) {
      rungs.add(new Rung(at, from, to, Mask.tokens(title), Mask.tokens(text)));
    }
  }

  /** The flow goes on to its next step. */
  public synchronized void step(String text) {
    step++;
    stepText = Mask.tokens(text);
  }

  public synchronized List<Actor> actors() {
    return List.copyOf(actors);
  }

  public synchronized List<Rung> rungs() {
    return rungs.stream().sorted(Comparator.comparing(Rung::at)).toList();
  }

  /** The failure of the step under way, told with everything that went before it. */
  public AssertionError failure(String what) {
    String at;
    synchronized (this) {
      at = "step " + step + ", " + stepText;
    }
    return new AssertionError(
        at + ": " + Mask.tokens(what) + "\n\nThe ladder so far:\n" + LadderText.draw(this));
  }
}
