// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Slows guessing down without letting a guesser lock the user out: whoever guesses from elsewhere
 * fills the counters of unknown devices only, and a device that has signed in before is held to its
 * own (the device cookie of the OWASP Authentication Cheat Sheet).
 */
final class LoginLimit {
  static final Duration SHORT = Duration.ofMinutes(1);
  static final Duration LONG = Duration.ofMinutes(10);

  /**
   * One try to sign in.
   *
   * @param source where it comes from
   * @param device hash of the handle of a device this user has signed in on before
   */
  record Try(String name, String source, Optional<String> device) {}

  private record Rule(String key, int most, Duration window) {}

  private final Counters counters;
  private final LoginLimits limits;

  LoginLimit(Counters counters, LoginLimits limits) {
    this.counters = counters;
    this.limits = limits;
  }

  /** How long to wait, by what is counted so far; empty when a try is welcome. */
  Optional<Duration> wait(Try attempt) {
    if (deviceRule(attempt).filter(rule -> counters.get(rule.key()) < rule.most()).isPresent()) {
      return Optional.empty();
    }
    return rules(attempt).stream()
        .filter(rule -> counters.get(rule.key()) >= rule.most())
        .map(Rule::window)
        .findFirst();
  }

  /**
   * Counts a try before its password is looked at, so that parallel tries cannot slip by. Answers
   * how long to wait when it is one too many.
   */
  Optional<Duration> count(Try attempt) {
    if (deviceRule(attempt)
        .filter(rule -> counters.add(rule.key(), rule.window()) <= rule.most())
        .isPresent()) {
      return Optional.empty();
    }
    for (Rule rule : rules(attempt)) {
      if (counters.add(rule.key(), rule.window()) > rule.most()) {
        return Optional.of(rule.window());
      }
    }
    return Optional.empty();
  }

  /** The password was right: only wrong ones count. */
  void forget(Try attempt) {
    deviceRule(attempt).ifPresent(rule -> counters.clear(rule.key()));
    List<Rule> rules = rules(attempt);
    counters.clear(rules.getFirst().key());
    rules.stream().skip(1).forEach(rule -> counters.takeBack(rule.key()));
  }

  /** The narrowest first, so that a flood against one name from one place fills that alone. */
  private List<Rule> rules(Try attempt) {
    return List.of(
        new Rule(
            "user+address " + attempt.name() + " " + attempt.source(),
            limits.userAndAddress(),
            SHORT),
        new Rule("address " + attempt.source(), limits.address(), SHORT),
        new Rule("user " + attempt.name(), limits.user(), LONG));
  }

  /** A device that guesses too often counts as any other until its minute is over. */
  private Optional<Rule> deviceRule(Try attempt) {
    return attempt
        .device()
        .map(device -> new Rule("device " + device + " " + attempt.name(), limits.device(), SHORT));
  }
}
