// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import ringway.runtime.ladder.Ladder;

/** What the run of this process has shown so far. */
public final class Run {
  private static final Run CURRENT = new Run();

  private final Map<String, TestRun> tests = Collections.synchronizedMap(new LinkedHashMap<>());
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

  /** A test that was run again counts as it went the last time. */
  void add(TestRun test) {
    tests.put(test.id(), test);
  }

  List<TestRun> tests() {
    synchronized (tests) {
      return List.copyOf(tests.values());
    }
  }
}
