// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.health;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What must hold before this process takes traffic. Thread-safe. */
public final class Health {
  private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentHashMap<>();

  /**
   * @param problem empty when all is well, else one sentence; must answer at once, without I/O
   */
  public void require(String name, Supplier<Optional<String>> problem) {
    checks.put(name, problem);
  }

  /** Name to problem of every check that does not hold. */
  public Map<String, String> problems() {
    Map<String, String> problems = new TreeMap<>();
    checks.forEach((name, check) -> check.get().ifPresent(problem -> problems.put(name, problem)));
    return problems;
  }
}
