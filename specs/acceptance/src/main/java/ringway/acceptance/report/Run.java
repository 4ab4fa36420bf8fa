// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import ringway.runtime.ladder.Ladder;

/** What the run of this process has shown so far. */
public final class Run {
  private static final Run CURRENT = new Run();

  private final List<TestRun> tests = new CopyOnWriteArrayList<>();
  private final Map<String, Ladder> ladders = new ConcurrentHashMap<>();

  /** Flows and listener are made by JUnit apart from each other and meet only here. */
  public static Run current() {
    return CURRENT;
  }

  /** The ladder of a test under way, by JUnit's unique id. */
  public void ladder(String testId, Ladder ladder) {
    ladders.put(testId, ladder);
  }

  Optional<Ladder> ladderOf(String testId) {
    return Optional.ofNullable(ladders.get(testId));
  }

  void add(TestRun test) {
    tests.add(test);
  }

  List<TestRun> tests() {
    return List.copyOf(tests);
  }
}
